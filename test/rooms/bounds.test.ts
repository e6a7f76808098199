import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { RoomPolicy } from '../../src/rooms/policy.js';
import { createMemoryCluster, type Node } from './cluster.js';
import { commandPlan, pauseMs, roomPolicy } from './commands.arbitrary.js';
import { createTestEngine, defaultPolicy } from './engine-harness.js';
import { holdingsOf } from './holdings.js';
import { createRoomModel } from './room-model.js';

describe('what the engine holds', () => {
  it('is never more than the settings allow, whatever was asked of it', () => {
    const happening = fc.tuple(commandPlan, fc.option(pauseMs, { freq: 9 }));
    fc.assert(
      fc.property(
        roomPolicy,
        fc.array(happening, { minLength: 300, maxLength: 500 }),
        (policy, happenings) => {
          const cluster = createMemoryCluster(policy);
          const knowledge = createRoomModel(policy);
          for (const [plan, pause] of happenings) {
            if (pause !== null) {
              cluster.pause(pause);
              for (const stamped of cluster.expire(0)) knowledge.apply(stamped);
            }
            knowledge.apply(cluster.dispatch(plan(knowledge), 0));
            for (const node of cluster.nodes) expectWithin(policy, node);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('does not grow with the messages of a room', () => {
    const engine = createTestEngine({ historySize: 50, historyMaxBytes: 10_000 });
    engine.join('c1', 'ann');
    for (let count = 0; count < 5_000; count += 1) {
      const clientMessageId = `mine-${String(count)}`;
      engine.say('c1', 'ann', 'x'.repeat(count % 2_000), { clientMessageId });
    }
    const { messages, messageBytes } = engine.holdings();
    expect(messages).toBeLessThanOrEqual(50);
    expect(messageBytes).toBeLessThanOrEqual(10_000);
  });

  it('does not grow with those who come back, and come back', () => {
    const engine = createTestEngine({ reconnectGraceMs: 1_000 });
    engine.join('other', 'bob');
    let { resumeToken } = engine.welcome('c0', 'ann');
    for (let count = 1; count < 2_000; count += 1) {
      if (count % 3 !== 0) engine.leave(`c${String(count - 1)}`, 'disconnected');
      const connection = `c${String(count)}`;
      resumeToken = engine.welcome(connection, 'ann', { resumeToken }).resumeToken;
    }
    expect(engine.counts()).toEqual({ rooms: 1, seats: 2, away: 0 });
    expect(engine.holdings().resumeTokens).toBe(2);
  });

  it('does not grow with those who are lost, beyond so many', () => {
    const engine = createTestEngine({ reconnectGraceMs: 60_000, maxAwayParticipants: 20 });
    for (let count = 0; count < 1_000; count += 1) {
      const name = String(count);
      engine.join(`c${name}`, name, { roomId: `room-${String(count % 100)}` });
      engine.leave(`c${name}`, 'disconnected');
    }
    expect(engine.counts()).toEqual({ rooms: 20, seats: 0, away: 20 });
    expect(engine.holdings()).toMatchObject({ resumeTokens: 20, emptyRooms: 0 });
  });

  it('does not grow with the rooms that were left, beyond so many', () => {
    const engine = createTestEngine({ emptyRoomTtlMs: 60_000, maxEmptyRooms: 20 });
    for (let count = 0; count < 1_000; count += 1) {
      engine.join('c1', 'ann', { roomId: `room-${String(count)}` });
    }
    expect(engine.counts().rooms).toBe(21);
    engine.leave('c1');
    expect(engine.holdings()).toEqual({
      emptyRooms: 20,
      resumeTokens: 0,
      messages: 0,
      messageBytes: 0,
    });
  });

  it('is nothing of the past with the defaults, once everybody has gone', () => {
    const engine = createTestEngine(defaultPolicy);
    for (const name of ['ann', 'bob']) {
      engine.join(`c-${name}`, name);
      engine.say(`c-${name}`, name, 'hello', { clientMessageId: 'first' });
    }
    for (const name of ['ann', 'bob']) engine.leave(`c-${name}`, 'disconnected');
    expect(engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
    const nothing = { emptyRooms: 0, resumeTokens: 0, messages: 0, messageBytes: 0 };
    expect(engine.holdings()).toEqual(nothing);
  });
});

function expectWithin(policy: RoomPolicy, { engine }: Node): void {
  const { rooms, seats, away } = engine.counts();
  const { emptyRooms, resumeTokens, messages, messageBytes } = holdingsOf(engine);
  expect(away).toBeLessThanOrEqual(policy.reconnectGraceMs === 0 ? 0 : policy.maxAwayParticipants);
  expect(emptyRooms).toBeLessThanOrEqual(policy.emptyRoomTtlMs === 0 ? 0 : policy.maxEmptyRooms);
  expect(rooms - emptyRooms).toBeLessThanOrEqual(seats + away);
  expect(resumeTokens).toBeLessThanOrEqual(policy.reconnectGraceMs === 0 ? 0 : seats + away);
  expect(messages).toBeLessThanOrEqual(rooms * policy.historySize);
  expect(messageBytes).toBeLessThanOrEqual(rooms * policy.historyMaxBytes);
}
