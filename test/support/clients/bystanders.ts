import { expect } from 'vitest';

import { JsonParticipant, usersOf } from './json-participant.js';
import { Red5Member } from './red5-member.js';
import type { TestServer } from '../servers/server.js';

/** People in rooms on both ports, to whom nothing may happen whatever others do. */
export interface Bystanders {
  /** Proves that they heard of nothing, can talk, and see others come and go. */
  expectUnharmed(): Promise<void>;
}

/** Puts two people into a room of each protocol. */
export async function placeBystanders({ json, red5 }: TestServer): Promise<Bystanders> {
  const ann = await JsonParticipant.join(json.url, 'bystanders', 'ann');
  const bob = await JsonParticipant.join(json.url, 'bystanders', 'bob');
  await ann.next('user-joined');
  const camera = await Red5Member.join(red5.url, 'bystanders', 'camera');
  const screen = await Red5Member.join(red5.url, 'bystanders', 'screen');
  await camera.listed(['camera', 'screen']);
  let rounds = 0;

  async function expectTalk(): Promise<void> {
    expect(await ann.unread()).toEqual([]);
    expect(await bob.unread()).toEqual([]);
    rounds += 1;
    ann.act('chat-message', { content: `still here ${String(rounds)}` });
    for (const one of [ann, bob]) {
      expect((await one.next('chat-message'))['content']).toBe(`still here ${String(rounds)}`);
    }
  }

  async function expectComingAndGoing(): Promise<void> {
    const visitor = await JsonParticipant.connect(json.url);
    expect(usersOf(await visitor.join('bystanders', 'visitor'))).toEqual(['ann', 'bob', 'visitor']);
    for (const one of [ann, bob]) {
      expect(usersOf(await one.next('user-joined'))).toEqual(['ann', 'bob', 'visitor']);
    }
    await visitor.connection.close();
    for (const one of [ann, bob]) {
      expect(usersOf(await one.next('user-left'))).toEqual(['ann', 'bob']);
    }
  }

  async function expectLists(): Promise<void> {
    const listsBefore = camera.received.length;
    const visitor = await Red5Member.join(red5.url, 'bystanders', 'visitor');
    for (const one of [camera, screen]) await one.listed(['camera', 'screen', 'visitor']);
    await visitor.connection.close();
    for (const one of [camera, screen]) await one.listed(['camera', 'screen']);
    // Nothing but the two changes was told, so nothing had happened before either.
    expect(camera.received.length - listsBefore).toBe(2);
  }

  return {
    expectUnharmed: async () => {
      await expectTalk();
      await expectComingAndGoing();
      await expectLists();
    },
  };
}
