import { describe, expect, it } from 'vitest';

import { backlogLimitsOf } from '../../src/transport/backlog.js';
import { type FrameData, type TopicMember, Topics } from '../../src/transport/topics.js';

const small = 'x';
/** The size from which on the native module writes a frame at once. */
const large = 'x'.repeat(16_384);

/** Notes what it is told to do. */
class Member implements TopicMember {
  readonly nativeTopics: string[] = [];
  readonly delivered: FrameData[] = [];

  look(): void {
    throw new Error('nothing waits here');
  }

  subscribeNatively(topic: string): void {
    this.nativeTopics.push(topic);
  }

  deliver(frame: FrameData): void {
    this.delivered.push(frame);
  }
}

function openTopics(): { topics: Topics; announce: (frame: string) => number } {
  const topics = new Topics(backlogLimitsOf(1024 ** 2, 'close'));
  return { topics, announce: (frame) => topics.announce('news', frame, frame.length) };
}

describe('topics', () => {
  it('make a member known to the native module with the first frame that it gathers', () => {
    const { topics, announce } = openTopics();
    const member = new Member();
    topics.join('news', member);
    announce(large);
    expect(member.nativeTopics).toEqual([]);
    announce(small);
    announce(small);
    expect(member.nativeTopics).toEqual(['news']);
  });

  it('send large frames to those whom the native module does not know of, and to nobody else', () => {
    const { topics, announce } = openTopics();
    const [old, young] = [new Member(), new Member()];
    topics.join('news', old);
    announce(small);
    topics.join('news', young);
    expect(announce(large)).toBe(2);
    expect(announce(large)).toBe(2);
    expect([old.delivered, young.delivered]).toEqual([[], [large, large]]);
    announce(small);
    announce(large);
    expect(young.delivered).toHaveLength(2);
  });

  it('send nothing to a member who has left, and all to one who is back', () => {
    const { topics, announce } = openTopics();
    const [member, other] = [new Member(), new Member()];
    topics.join('news', other);
    topics.join('news', member);
    topics.leave('news', member);
    expect(announce(large)).toBe(1);
    expect([member.delivered, other.delivered]).toEqual([[], [large]]);
    topics.join('news', member);
    expect(announce(large)).toBe(2);
    expect(member.delivered).toEqual([large]);
  });

  it('count a member once who joins twice, whether the native module knows of it or not', () => {
    const { topics, announce } = openTopics();
    const member = new Member();
    topics.join('news', member);
    topics.join('news', member);
    expect(announce(large)).toBe(1);
    expect(member.delivered).toEqual([large]);
    announce(small);
    topics.join('news', member);
    announce(large);
    expect(member.delivered).toEqual([large]);
  });

  it('reach nobody once their last member has left', () => {
    const { topics, announce } = openTopics();
    const member = new Member();
    topics.join('news', member);
    topics.leave('news', member);
    expect(announce(large)).toBe(0);
  });
});
