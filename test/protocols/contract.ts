/**
 * The promises of every wire protocol to the rest of the server (`Protocol`,
 * `ProtocolInstance` and `Session` in src/protocol.ts).
 */

import { describe, expect, it } from 'vitest';

import { createMemoryBackplane } from '../../src/backplane/memory.js';
import type { Command, Protocol } from '../../src/protocol.js';
import { createRoomEngine } from '../../src/rooms/engine.js';
import type { RoomPolicy } from '../../src/rooms/policy.js';
import {
  createFakeProtocolContext,
  type FakeClient,
  type FakeProtocolContext,
} from '../support/doubles/fake-protocol-context.js';

/** The way into a room of a protocol. */
export interface Entrance {
  /** The query of the opening request. */
  readonly query: string;
  /** The messages after it. */
  readonly messages: readonly string[];
}

/** Messages that are no protocol's. */
const garbage: readonly (string | Uint8Array)[] = [
  '',
  '\0',
  '{',
  'null',
  '[]',
  '{"type":"__proto__"}',
  '{"type":7}',
  new Uint8Array([0xff, 0xfe, 0x80]),
  'x'.repeat(200_000),
];

const namespace = 'contract';

/** Rooms without limits, where nothing is kept for who is gone. */
const policy: RoomPolicy = {
  historySize: 10,
  historyTtlMs: 300_000,
  historyMaxBytes: 65_536,
  emptyRoomTtlMs: 0,
  maxEmptyRooms: 10,
  reconnectGraceMs: 0,
  maxAwayParticipants: 10,
  duplicateUser: 'replace',
  maxRooms: 0,
  maxParticipantsPerRoom: 0,
};

/** @param entrance leads two clients of different names into one room */
export function describeProtocol(
  name: string,
  protocol: Protocol,
  entrance: (client: string) => Entrance,
): void {
  const { received, sent } = protocol.messages;

  const begin = () => {
    let ids = 0;
    const nextId = (): string => `id-${String((ids += 1))}`;
    const engine = createRoomEngine({
      refuses: () => true,
      policy,
      backplane: createMemoryBackplane(),
      clock: () => 1_700_000_000_000,
      nextId,
      nextToken: nextId,
      emit: (event) => {
        instance.render(event);
      },
    });
    const context = createFakeProtocolContext({
      rooms: { namespace, areBridged: false },
      dispatch: (command) => {
        engine.dispatch(command);
      },
    });
    const instance = protocol.create(context);
    const enter = (client: string): FakeClient => {
      const { query, messages } = entrance(client);
      const opened = context.open(instance, { query });
      for (const message of messages) opened.say(message);
      return opened;
    };
    return { context, instance, enter };
  };

  describe(name, () => {
    it('is presented by a title, a greeting of one line and a port', () => {
      expect(protocol.title).toMatch(/^\S(.*\S)?$/);
      expect(protocol.greeting).toMatch(/^\S.*\S$/);
      expect(protocol.defaultPort).toBeGreaterThan(0);
      expect(protocol.defaultPort).toBeLessThan(65_536);
    });

    it('has each type of message once', () => {
      expect(new Set(received).size).toBe(received.length);
      expect(new Set(sent).size).toBe(sent.length);
    });

    it('joins rooms of its own namespace, for the connection that asked', () => {
      const { context, enter } = begin();
      const { connection } = enter('ada');
      const [join] = context.commands.filter((command) => command.type === 'join');
      expect(join).toMatchObject({ connection: connection.id, room: { namespace } });
      expect(connection.isOpen).toBe(true);
    });

    it('dispatches for no connection but the one that speaks', () => {
      const { context, enter } = begin();
      const one = enter('ada');
      enter('bob');
      const before = context.commands.length;
      for (const message of entrance('ada').messages) one.say(message);
      one.say('hello');
      one.leave();
      const speakers = context.commands
        .slice(before)
        .map((command) => 'connection' in command && command.connection);
      expect(new Set(speakers)).toEqual(new Set([one.connection.id]));
    });

    it('counts garbage under types of its own, and never throws at it', () => {
      for (const message of garbage) {
        const { context, enter } = begin();
        const client = enter('ada');
        const before = countedAs(context, ['received']).length;
        client.say(message);
        const types = countedAs(context, ['received']).slice(before);
        expect(types).toHaveLength(1);
        expect(received).toContain(types[0]);
      }
    });

    it('sends and publishes under types of its own', () => {
      const { context, instance, enter } = begin();
      enter('ada').say('hello');
      enter('bob').session.notify({ code: 'rate-limited', retryAfterMs: 5 });
      for (const message of garbage) enter('cy').say(message);
      instance.refuse(context.connect(), { code: 'too-many-connections' });
      context.clock.advance(60_000);
      const types = countedAs(context, ['sent', 'published']);
      expect(types.length).toBeGreaterThan(0);
      for (const type of types) expect(sent).toContain(type);
    });

    it.each([
      { reason: 'goodbye', told: 'left' },
      { reason: 'lost', told: 'disconnected' },
    ] as const)('dispatches one leave and no more when a client is gone: $reason', (row) => {
      const { context, enter } = begin();
      const { connection, leave } = enter('ada');
      enter('bob');
      const before = context.commands.length;
      leave({ reason: row.reason });
      context.clock.advance(60_000);
      const leaving: Command = {
        type: 'leave',
        connection: connection.id,
        claim: null,
        reason: row.told,
      };
      expect(context.commands.slice(before)).toEqual([leaving]);
    });

    it('tells nobody that a client has moved', () => {
      const { context, enter } = begin();
      const mover = enter('ada');
      const stayer = enter('bob');
      context.clock.advance(60_000);
      const [commands, frames] = [context.commands.length, stayer.connection.received.length];
      mover.leave({ reason: 'moved' });
      context.clock.advance(60_000);
      expect(context.commands).toHaveLength(commands);
      expect(stayer.connection.received).toHaveLength(frames);
    });

    it('hears of events about other connections without a word to its own', () => {
      const { context, instance, enter } = begin();
      const { connection } = enter('ada');
      context.clock.advance(60_000);
      const before = connection.received.length;
      instance.render({ type: 'rooms-listed', connection: 'elsewhere', rooms: [] });
      expect(connection.received).toHaveLength(before);
    });

    it('says farewell to slow readers exactly if its clients reconnect', () => {
      const { enter } = begin();
      const farewell = enter('ada').session.overwhelmed();
      expect(farewell !== null).toBe(protocol.clientsReconnect);
      if (farewell !== null) {
        expect(sent).toContain(farewell.type);
        expect(farewell.closeCode).toBe(4002);
      }
    });

    it('goes on with a client that is notified, or has read everything', () => {
      const { enter } = begin();
      const { connection, session } = enter('ada');
      session.notify({ code: 'rate-limited' });
      session.relieved();
      expect(connection.isOpen).toBe(true);
    });

    it('ends a conversation with the close code of the error, and counts it', () => {
      const { context, enter } = begin();
      const { connection, session } = enter('ada');
      session.end({ code: 'draining' });
      expect(connection.closedWith?.code).toBe(1012);
      expect(context.counted).toContainEqual({ kind: 'rejected', code: 'draining' });
    });

    it('refuses a connection with the close code of the error, for which it joins nothing', () => {
      const { context, instance } = begin();
      const connection = context.connect();
      instance.refuse(connection, { code: 'too-many-connections' });
      expect(connection.closedWith?.code).toBe(4001);
      expect(context.counted).toContainEqual({ kind: 'rejected', code: 'too-many-connections' });
      expect(context.commands).toEqual([]);
    });

    it('keeps no timer when everyone is gone', () => {
      const { context, enter } = begin();
      for (const client of [enter('ada'), enter('bob')]) client.leave();
      context.clock.advance(60_000);
      expect(context.clock.pendingTimers).toBe(0);
    });
  });
}

/** The types of what was counted, in order. */
function countedAs(
  { counted }: FakeProtocolContext,
  kinds: readonly ('received' | 'sent' | 'published')[],
): readonly string[] {
  return counted.flatMap((each) =>
    each.kind !== 'rejected' && kinds.includes(each.kind) ? each.type : [],
  );
}
