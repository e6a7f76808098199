import { describe, expect, it } from 'vitest';
import type { FakeClient } from '../../support/doubles/fake-protocol-context.js';
import {
  createRed5Conference,
  lastStreamsOf,
  listsOf,
  type Red5Conference,
} from '../../support/doubles/red5-conference.js';

/** Joins one after the other, each in a room that has been quiet. */
function joinInTurn(
  conference: Red5Conference,
  room: string,
  ...names: readonly string[]
): readonly FakeClient[] {
  return names.map((name) => {
    conference.settle();
    return conference.join(room, name);
  });
}

describe('a conference', () => {
  it('[R5-12, R5-14] tells everyone of each who comes and goes', () => {
    const conference = createRed5Conference();
    const [alpha, beta] = joinInTurn(conference, 'r', 'alpha', 'beta');
    conference.settle();
    beta!.leave();
    expect(listsOf(alpha!)).toEqual([
      { room: 'r', streams: ['alpha'] },
      { room: 'r', streams: ['alpha', 'beta'] },
      { room: 'r', streams: ['alpha'] },
    ]);
    expect(listsOf(beta!)).toEqual([{ room: 'r', streams: ['alpha', 'beta'] }]);
  });

  it('[R5-12] does not reach other rooms', () => {
    const conference = createRed5Conference();
    const [one] = joinInTurn(conference, 'one', 'alpha');
    const [two] = joinInTurn(conference, 'two', 'alpha');
    conference.settle();
    two!.leave();
    expect(listsOf(one!)).toEqual([{ room: 'one', streams: ['alpha'] }]);
    expect(listsOf(two!)).toEqual([{ room: 'two', streams: ['alpha'] }]);
  });

  it('[R5-13] puts who comes back at the end', () => {
    const conference = createRed5Conference();
    const [alpha, beta] = joinInTurn(conference, 'r', 'alpha', 'beta');
    alpha!.leave();
    joinInTurn(conference, 'r', 'alpha');
    expect(lastStreamsOf(beta!)).toEqual(['beta', 'alpha']);
  });

  it('[R5-15] lists a name once while any of its connections stays', () => {
    const conference = createRed5Conference();
    const [first, other, second] = joinInTurn(conference, 'r', 'same', 'other', 'same');
    expect(listsOf(second!)).toEqual([{ room: 'r', streams: ['same', 'other'] }]);
    conference.settle();
    first!.leave();
    conference.settle();
    const [late] = joinInTurn(conference, 'r', 'late');
    expect(lastStreamsOf(second!)).toEqual(['same', 'other', 'late']);
    conference.settle();
    second!.leave();
    expect(lastStreamsOf(other!)).toEqual(['other', 'late']);
    expect(lastStreamsOf(late!)).toEqual(['other', 'late']);
    expect(lastStreamsOf(first!)).toEqual(['same', 'other']);
  });

  it('[R5-16] starts afresh once everybody has left', () => {
    const conference = createRed5Conference();
    for (const client of joinInTurn(conference, 'r', 'alpha', 'beta')) client.leave();
    expect(conference.engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
    const gamma = conference.join('r', 'gamma');
    expect(listsOf(gamma)).toEqual([{ room: 'r', streams: ['gamma'] }]);
  });

  it('[R5-17] tells of a connection that is lost', () => {
    const conference = createRed5Conference();
    const [alpha, beta] = joinInTurn(conference, 'r', 'alpha', 'beta');
    conference.settle();
    alpha!.leave({ reason: 'lost' });
    expect(lastStreamsOf(beta!)).toEqual(['beta']);
  });

  it.each(['__proto__', 'hasOwnProperty', 'constructor', 'toString', '50%', 'é 🎥'])(
    '[R5-10] takes %s for a name like any other',
    (name) => {
      const conference = createRed5Conference();
      const [first] = joinInTurn(conference, name, name, 'b', '__proto__x');
      expect(listsOf(first!).at(-1)).toEqual({ room: name, streams: [name, 'b', '__proto__x'] });
    },
  );

  it('[R5-10] tells names of another case apart', () => {
    const conference = createRed5Conference();
    const [upper] = joinInTurn(conference, 'Room', 'a', 'A');
    joinInTurn(conference, 'room', 'b');
    expect(listsOf(upper!).at(-1)).toEqual({ room: 'Room', streams: ['a', 'A'] });
  });

  it('[R5-7, R5-8] does not notice who is refused', () => {
    const conference = createRed5Conference({ limits: { maxNameBytes: 8 } });
    const [alpha] = joinInTurn(conference, 'r', 'alpha');
    conference.connect('room=r');
    conference.connect('room=r&streamName=');
    conference.connect(null);
    conference.join('r', 'much too long');
    conference.settle();
    expect(listsOf(alpha!)).toHaveLength(1);
    expect(conference.engine.counts()).toEqual({ rooms: 1, seats: 1, away: 0 });
  });

  it('[R5-24] is over after a drain', () => {
    const conference = createRed5Conference();
    const clients = joinInTurn(conference, 'r', 'alpha', 'beta');
    for (const { session } of clients) session.end({ code: 'draining', retryAfterMs: 0 });
    expect(clients.map(({ connection }) => connection.closedWith?.code)).toEqual([1012, 1012]);
    expect(conference.engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
    expect(conference.context.clock.pendingTimers).toBe(0);
  });
});

describe('a burst', () => {
  it('[R5-18] costs its first member two lists, the later ones one', () => {
    const conference = createRed5Conference();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const clients = names.map((name) => conference.join('r', name));
    conference.settle();
    expect(clients.map((client) => listsOf(client).map(({ streams }) => streams))).toEqual([
      [['a'], names],
      [names],
      [names],
      [names],
      [names],
      [names],
    ]);
  });

  it('[R5-22] shows what is left of it when members have gone meanwhile', () => {
    const conference = createRed5Conference();
    const [alpha, beta, gamma] = ['alpha', 'beta', 'gamma'].map((name) =>
      conference.join('r', name),
    );
    beta!.leave();
    conference.settle();
    expect(lastStreamsOf(alpha!)).toEqual(['alpha', 'gamma']);
    expect(lastStreamsOf(gamma!)).toEqual(['alpha', 'gamma']);
    expect(listsOf(beta!)).toEqual([]);
  });

  it('[R5-16] leaves nothing behind when the room empties in it', () => {
    const conference = createRed5Conference();
    const clients = ['alpha', 'beta', 'gamma'].map((name) => conference.join('r', name));
    expect(conference.context.clock.pendingTimers).toBe(1);
    for (const client of clients) client.leave();
    expect(conference.context.clock.pendingTimers).toBe(0);
    const alpha = conference.join('r', 'alpha');
    expect(listsOf(alpha)).toEqual([{ room: 'r', streams: ['alpha'] }]);
    conference.settle();
    expect(listsOf(alpha)).toHaveLength(1);
  });

  it('[R5-18] in one room does not delay another', () => {
    const conference = createRed5Conference();
    for (const name of ['alpha', 'beta', 'gamma']) conference.join('busy', name);
    const quiet = conference.join('quiet', 'alpha');
    expect(listsOf(quiet)).toHaveLength(1);
  });
});

const memberCount = 1000;
const memberNames = Array.from({ length: memberCount }, (_, index) =>
  `publisher-${index}`.padEnd(16, '_'),
);
/** The size of one list for each of the joins, all members together. */
const bytesOfOneListEach = 5.0e9;

const bytesReceived = (clients: readonly FakeClient[]): number =>
  clients
    .flatMap(({ connection }) => connection.received)
    .reduce((sum, frame) => sum + Buffer.byteLength(frame), 0);

describe('a room of 1000', () => {
  it.each([500, 1000, 3000])(
    '[R5-14, R5-19, R5-20, R5-22] fills and empties within %i ms each, with few lists and the right ones',
    (durationMs) => {
      const conference = createRed5Conference();
      const stepMs = durationMs / memberCount;
      const clients = memberNames.map((name) => {
        conference.context.clock.advance(stepMs);
        return conference.join('hall', name);
      });
      conference.settle();
      for (const [index, client] of clients.entries()) {
        const lists = listsOf(client);
        expect(lists.length).toBeLessThanOrEqual(10);
        expect(lists[0]!.streams).toContain(memberNames[index]);
        expect(client.connection.received.at(-1)).toBe(clients[0]!.connection.received.at(-1));
      }
      expect(lastStreamsOf(clients[0]!)).toEqual(memberNames);
      expect(bytesReceived(clients)).toBeLessThanOrEqual(bytesOfOneListEach / 50);

      for (const client of clients.slice(0, -1)) {
        conference.context.clock.advance(stepMs);
        client.leave();
      }
      conference.settle();
      expect(lastStreamsOf(clients.at(-1)!)).toEqual(memberNames.slice(-1));
      expect(bytesReceived(clients)).toBeLessThanOrEqual((2 * bytesOfOneListEach) / 50);
      clients.at(-1)!.leave();
      expect(conference.engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
      expect(conference.context.clock.pendingTimers).toBe(0);
    },
  );
});
