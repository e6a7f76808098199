/**
 * The promises of every protocol to the server (`Protocol`, `ProtocolInstance`
 * and `Session` in src/protocol.ts), whatever it says to its clients.
 */

import { describe, expect, it } from 'vitest';

import { createMemoryBackplane } from '../../src/backplane/memory.js';
import type {
  Authenticator,
  Command,
  ConnectionRequest,
  Protocol,
  ProtocolInstance,
} from '../../src/protocol.js';
import type { StampedCommand } from '../../src/rooms/commands.js';
import { createRoomEngine } from '../../src/rooms/engine.js';
import { createDelayedCluster } from '../support/doubles/delayed-backplane.js';
import {
  createFakeProtocolContext,
  type FakeClient,
  type FakeProtocolContext,
} from '../support/doubles/fake-protocol-context.js';
import { defaultPolicy } from '../rooms/engine-harness.js';

/** The way in which a client of a protocol takes a seat in a room. */
export interface Entrance {
  readonly request?: Partial<ConnectionRequest>;
  /** Sent once it is open. */
  readonly messages?: readonly string[];
}

interface Stage {
  readonly context: FakeProtocolContext;
  readonly instance: ProtocolInstance;
  /** The number of connections that hold a seat. */
  seats(): number;
  enter(user: string): FakeClient;
}

interface StageOptions {
  readonly createBackplane?: typeof createMemoryBackplane<StampedCommand>;
  readonly authenticator?: Authenticator;
}

/** Nothing that any protocol would take for one of its messages, and what comes near one. */
const garbage = [
  '',
  'nonsense',
  '{}',
  '[]',
  'null',
  '{"type":"__proto__"}',
  '{"type":7,"room":{}}',
  new Uint8Array([0xff, 0xfe, 0x00]),
];

/** @param entranceOf how the user of that name takes its seat in the one room of the test */
export function describeProtocol(
  name: string,
  protocol: Protocol,
  entranceOf: (user: string) => Entrance,
): void {
  const typesOfFrames = ({ counted }: FakeProtocolContext): readonly string[] =>
    counted.flatMap((each) =>
      each.kind === 'sent' || each.kind === 'published' ? [each.type] : [],
    );

  const begin = ({ createBackplane = createMemoryBackplane, authenticator }: StageOptions = {}) => {
    let ids = 0;
    const nextId = (): string => String((ids += 1));
    const engine = createRoomEngine({
      policy: defaultPolicy,
      backplane: createBackplane(),
      clock: () => 1_700_000_000_000,
      nextId,
      nextToken: nextId,
      refuses: () => true,
      emit: (event) => {
        instance.render(event);
      },
    });
    const context = createFakeProtocolContext({
      rooms: { namespace: name, areBridged: false },
      dispatch: (command: Command) => {
        engine.dispatch(command);
      },
      ...(authenticator !== undefined && { authenticator }),
    });
    const instance = protocol.create(context);
    const enter = (user: string): FakeClient => {
      const { request, messages = [] } = entranceOf(user);
      const client = context.open(instance, request);
      for (const message of messages) client.say(message);
      return client;
    };
    const stage: Stage = { context, instance, enter, seats: () => engine.counts().seats };
    return stage;
  };

  describe(`the ${name} protocol`, () => {
    it('says what it is, where it is served, and how its messages are counted', () => {
      expect(protocol.title).toMatch(/^\S.*$/);
      expect(protocol.greeting).toMatch(/^\S.*\S$/);
      expect(protocol.defaultPort).toBeGreaterThan(0);
      expect(protocol.defaultPort).toBeLessThan(65_536);
      for (const types of [protocol.messages.received, protocol.messages.sent]) {
        expect(types).not.toEqual([]);
        expect(new Set(types).size).toBe(types.length);
      }
    });

    it('takes a seat for whoever asks for one, and gives it up with the connection', () => {
      const { context, enter, seats } = begin();
      const { connection, leave } = enter('ann');
      expect(seats()).toBe(1);
      expect(context.commands[0]).toMatchObject({ type: 'join', connection: connection.id });
      leave();
      expect(seats()).toBe(0);
      expect(context.commands.at(-1)).toMatchObject({ type: 'leave', connection: connection.id });
      expect(context.clock.pendingTimers).toBe(0);
    });

    it('knows of no event before it comes', () => {
      const cluster = createDelayedCluster(1);
      const [node] = cluster.nodes;
      if (node === undefined) throw new Error('a cluster of one has one node');
      const { enter, seats } = begin({ createBackplane: () => node });
      const ann = enter('ann');
      const ben = enter('ben');
      ben.leave();
      expect(seats()).toBe(0);
      cluster.deliverAll();
      expect(seats()).toBe(1);
      ann.leave();
      cluster.deliverAll();
      expect(seats()).toBe(0);
    });

    it('tells nobody of a client that has moved away', () => {
      const { context, enter } = begin();
      const ann = enter('ann');
      const ben = enter('ben');
      context.clock.advance(60_000);
      const before = { commands: context.commands.length, heard: ben.connection.received.length };
      ann.leave({ reason: 'moved' });
      context.clock.advance(60_000);
      expect(context.commands).toHaveLength(before.commands);
      expect(ben.connection.received).toHaveLength(before.heard);
    });

    it('says of a leave whether it was a goodbye', () => {
      const { context, enter } = begin();
      const [ann, ben] = [enter('ann'), enter('ben')];
      ann.leave({ reason: 'goodbye' });
      ben.leave({ reason: 'lost' });
      const reasons = context.commands.flatMap((each) =>
        each.type === 'leave' ? each.reason : [],
      );
      expect(reasons).toEqual(['left', 'disconnected']);
    });

    it.each(['before it has a seat', 'when it has one'])(
      'counts whatever a client sends, under a type of its own, %s',
      (when) => {
        const { context, instance, enter } = begin();
        const { request } = entranceOf('ann');
        const client = when === 'when it has one' ? enter('ann') : context.open(instance, request);
        for (const message of garbage) {
          const from = context.counted.length;
          client.say(message);
          if (!client.connection.isOpen) break;
          const received = context.counted.slice(from).filter(({ kind }) => kind === 'received');
          expect(received).toEqual([
            {
              kind: 'received',
              type: expect.toBeOneOf([...protocol.messages.received]) as unknown,
              bytes: Buffer.byteLength(message),
            },
          ]);
        }
      },
    );

    it('sends frames of its own types', () => {
      const { context, enter } = begin();
      const [ann, ben] = [enter('ann'), enter('ben')];
      context.clock.advance(60_000);
      ben.leave();
      context.clock.advance(60_000);
      ann.leave();
      const types = new Set(typesOfFrames(context));
      expect([...types].filter((type) => !protocol.messages.sent.includes(type))).toEqual([]);
    });

    it('shows a room to nobody outside it', () => {
      const { context, enter } = begin();
      const stranger = context.open(protocol.create(context)).connection;
      const before = stranger.received.length;
      enter('ann');
      context.clock.advance(60_000);
      expect(stranger.received).toHaveLength(before);
      expect(stranger.topics.size).toBe(0);
    });

    it('tells whoever is not let in why, and closes', () => {
      const { context, instance } = begin();
      const connection = context.connect();
      instance.refuse(connection, { code: 'too-many-connections' });
      expect(connection.closedWith).not.toBeNull();
      expect(context.counted).toContainEqual({ kind: 'rejected', code: 'too-many-connections' });
      expect(context.commands).toEqual([]);
    });

    it('closes whom it is told to end', () => {
      const { enter } = begin();
      const { connection, session } = enter('ann');
      session.end({ code: 'draining', retryAfterMs: 1000 });
      expect(connection.closedWith?.code).toBe(1012);
    });

    it('has a farewell of its own types for whoever reads too slowly, or lets it catch up', () => {
      const { enter } = begin();
      const { session } = enter('ann');
      const farewell = session.overwhelmed();
      if (protocol.clientsReconnect) {
        expect(protocol.messages.sent).toContain(farewell?.type);
        expect(farewell?.closeCode).toBeGreaterThanOrEqual(1000);
      } else {
        expect(farewell).toBeNull();
        expect(() => {
          session.relieved();
        }).not.toThrow();
      }
    });

    it('lets nobody take a seat whose token is no good', async () => {
      const { context, enter, seats } = begin({
        authenticator: {
          timeoutMs: 1000,
          authenticate: () => Promise.resolve('unauthorized'),
          onEnd: () => {
            throw new Error('nothing was granted');
          },
        },
      });
      const { connection } = enter('ann');
      await Promise.resolve();
      context.clock.advance(60_000);
      expect(seats()).toBe(0);
      expect(context.commands.filter(({ type }) => type === 'join')).toEqual([]);
      expect(connection.isOpen).toBe(false);
    });
  });
}
