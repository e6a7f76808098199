import { describe, expect, it } from 'vitest';
import type { DuplicateUserPolicy } from '../../../src/rooms/policy.js';
import type { JsonClient } from '../../support/doubles/json-conversation.js';
import { createBridge } from '../../support/doubles/red5-bridge.js';
import { lastStreamsOf, listsOf } from '../../support/doubles/red5-conference.js';

const graceMs = 10_000;

/** A Red5 client, and a JSON client that streams and is lost. */
function loseStreamer(duplicateUser: DuplicateUserPolicy = 'replace') {
  const bridge = createBridge({ policy: { reconnectGraceMs: graceMs, duplicateUser } });
  const cam = bridge.stream('demo', 'cam');
  const ada = bridge.join('demo', 'ada');
  const resumeToken = tokenOf(ada);
  ada.send({ type: 'start-streaming', roomId: 'demo', userId: 'ada' });
  bridge.wait();
  ada.hangUp({ reason: 'lost' });
  bridge.wait();
  const lists = () => listsOf(cam).map(({ streams }) => streams);
  return { bridge, cam, resumeToken, lists };
}

function tokenOf(client: JsonClient): string {
  const [joined] = client.take();
  if (joined?.type !== 'room-joined' || joined.resumeToken === undefined) {
    throw new Error(`no token in ${JSON.stringify(joined)}`);
  }
  return joined.resumeToken;
}

describe('a connection that is lost', () => {
  it('[BR-19] of a Red5 client is gone at once', () => {
    const { bridge, cam } = loseStreamer();
    const ben = bridge.join('demo', 'ben');
    ben.take();
    cam.leave({ reason: 'lost' });
    expect(ben.take()).toMatchObject([{ type: 'user-left', reason: 'disconnected' }]);
  });

  it('[BR-20, R5-30] leaves the stream of a JSON participant listed until its time is over', () => {
    const { bridge, cam, lists } = loseStreamer();
    expect(bridge.engine.counts().away).toBe(1);
    bridge.wait(graceMs / 2);
    expect(lists()).toEqual([['cam'], ['cam', 'ada']]);
    bridge.stream('demo', 'late');
    bridge.wait();
    expect(lastStreamsOf(cam)).toEqual(['cam', 'ada', 'late']);
    bridge.wait(graceMs);
    expect(lastStreamsOf(cam)).toEqual(['cam', 'late']);
  });

  it('[BR-10, BR-20, R5-30] brings no list if it comes back in time', () => {
    const { bridge, resumeToken, lists } = loseStreamer();
    const ada = bridge.join('demo', 'ada', { resumeToken });
    bridge.wait(2 * graceMs);
    expect(ada.take()).toMatchObject([
      { type: 'room-joined', participants: [{ userId: 'cam' }, { isStreaming: true }] },
    ]);
    expect(lists()).toEqual([['cam'], ['cam', 'ada']]);
  });

  it('[BR-20] keeps the room, too, when the last Red5 client leaves it', () => {
    const { bridge, cam, resumeToken } = loseStreamer();
    cam.leave();
    expect(bridge.engine.counts()).toEqual({ rooms: 1, seats: 0, away: 1 });
    expect(listsOf(bridge.stream('demo', 'late'))).toEqual([
      { room: 'demo', streams: ['ada', 'late'] },
    ]);
    const ada = bridge.join('demo', 'ada', { resumeToken });
    expect(ada.take()).toMatchObject([{ type: 'room-joined', participants: [{}, {}] }]);
  });

  it.each(['replace', 'reject'] as const)(
    '[BR-21] leaves its seat to a Red5 client of its name, with duplicateUser %s',
    (duplicateUser) => {
      const { bridge, cam, resumeToken } = loseStreamer(duplicateUser);
      const usurper = bridge.stream('demo', 'ada');
      bridge.wait(2 * graceMs);
      expect(usurper.connection.isOpen).toBe(true);
      expect(lastStreamsOf(cam)).toEqual(['cam', 'ada']);
      expect(bridge.engine.counts()).toEqual({ rooms: 1, seats: 2, away: 0 });
      const ada = bridge.join('demo', 'ada', { resumeToken });
      bridge.wait();
      const { answer, streams } = {
        replace: {
          answer: { type: 'room-joined', participants: [{}, { isStreaming: false }] },
          streams: ['cam'],
        },
        reject: {
          answer: { type: 'join-room-error', error: 'user-id-in-use' },
          streams: ['cam', 'ada'],
        },
      }[duplicateUser];
      expect(ada.take()).toMatchObject([answer]);
      expect(lastStreamsOf(cam)).toEqual(streams);
    },
  );
});
