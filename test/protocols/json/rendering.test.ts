import { describe, expect, it, vi } from 'vitest';
import { protocols } from '../../../protocols/index.js';
import { jsonProtocol } from '../../../protocols/json/index.js';
import { RosterEncoder } from '../../../protocols/json/roster.js';
import type { ChatMessage, EngineEvent, Participant, RoomView } from '../../../src/protocol.js';
import { createFakeProtocolContext } from '../../support/doubles/fake-protocol-context.js';

const participant: Participant = {
  userId: 'ada',
  userName: 'Ada',
  streamName: 'cam',
  seat: { state: 'held', connection: 'elsewhere', resumable: true },
};
const message: ChatMessage = {
  offset: 1,
  messageId: 'm',
  userId: 'ada',
  userName: 'Ada',
  content: '"hi"',
  timestamp: 1,
  clientMessageId: null,
};
const room: RoomView = {
  key: { namespace: 'rooms', roomId: 'lobby' },
  roomName: 'lobby',
  hasPassword: false,
  epoch: 'e1',
  offset: 1,
  participants: new Map([['ada', participant]]),
  streams: new Map([['ada', 'cam']]),
};
const welcome = { resumeToken: null, history: null, recovery: null };

const connection = 'elsewhere';
const claim = { roomId: 'lobby', userId: 'ada' };
const about = { room, offset: 1, participant };
/**
 * Events about a connection of another node or protocol, by type. One that is
 * told like another of its subject need not be here.
 */
const eventByType = {
  'hidden-left': { type: 'hidden-left', room, connection },
  'participant-joined': { type: 'participant-joined', ...about, connection },
  joined: { type: 'joined', room, participant, connection, ...welcome },
  'stream-started': { type: 'stream-started', ...about },
  'stream-stopped': { type: 'stream-stopped', ...about, streamName: 'cam' },
  'message-sent': { type: 'message-sent', ...about, message },
  'message-repeated': { type: 'message-repeated', room, connection, message },
  signal: { type: 'signal', room, connection, fromUserId: 'ada', kind: 'offer', payload: '{}' },
  'room-synced': { type: 'room-synced', room, connection },
  replaced: { type: 'replaced', room, participant, connection },
  'join-rejected': { type: 'join-rejected', room, connection, code: 'incorrect-password' },
  'command-rejected': {
    type: 'command-rejected',
    connection,
    command: { type: 'stop-stream', connection, claim },
    code: 'not-joined',
  },
  'rooms-listed': { type: 'rooms-listed', connection, rooms: [room] },
  'participant-away': { type: 'participant-away', ...about, until: 2 },
  'participant-back': { type: 'participant-back', ...about, connection },
  'participant-left': { type: 'participant-left', ...about, connection, reason: 'left' },
} satisfies { [T in EngineEvent['type']]?: Extract<EngineEvent, { type: T }> };
const eventsElsewhere: readonly EngineEvent[] = Object.values(eventByType);

function instanceIn(namespace: string) {
  const rooms = { namespace, areBridged: namespace === 'rooms' };
  const context = createFakeProtocolContext({ rooms });
  const instance = jsonProtocol.create(context);
  return { context, instance, ...context.open(instance) };
}

/** Counts what writing lists and other JSON is asked for while something happens. */
function countWriting(happens: () => void) {
  const roster = vi.spyOn(RosterEncoder.prototype, 'encode');
  const stringify = vi.spyOn(JSON, 'stringify');
  try {
    happens();
    return { rosters: roster.mock.calls.length, texts: stringify.mock.calls.length };
  } finally {
    roster.mockRestore();
    stringify.mockRestore();
  }
}

describe('events', () => {
  it.each(['json', 'rooms'])(
    '[JR-40] [JR-56] of rooms in which nobody listens here are not even written, in %s',
    (namespace) => {
      const { context, instance, connection: bystander } = instanceIn(namespace);
      const written = countWriting(() => {
        for (const event of eventsElsewhere) instance.render(event);
      });
      expect(written).toEqual({ rosters: 0, texts: 0 });
      expect(context.published).toEqual([]);
      expect(bystander.received).toEqual([]);
    },
  );

  it('[JR-40] about connections elsewhere reach the room, and no other connection here', () => {
    const { context, instance, connection: listener } = instanceIn('rooms');
    const bystander = context.open(instance).connection;
    instance.render({ type: 'joined', room, participant, connection: listener.id, ...welcome });
    const [joined] = listener.received;
    for (const event of eventsElsewhere) instance.render(event);
    expect(context.published.map(({ topic }) => topic)).toEqual(Array(5).fill('e1'));
    expect(listener.received).toEqual([joined, ...context.published.map(({ frame }) => frame)]);
    expect(bystander.received).toEqual([]);
    expect(bystander.topics.size).toBe(0);
  });
});

describe('the protocol', () => {
  it('says who it is, and that its clients come back after a drain', () => {
    expect(protocols.json).toBe(jsonProtocol);
    expect(jsonProtocol.clientsReconnect).toBe(true);
    expect(jsonProtocol.greeting).toMatch(/^\S.*\S$/);
  });
});
