import { describe, expect, it } from 'vitest';
import { jsonProtocol } from '../../../protocols/json/index.js';
import type { EngineEvent, Participant, RoomView } from '../../../src/protocol.js';
import { createFakeProtocolContext } from '../../support/fake-protocol-context.js';

const participant: Participant = {
  userId: 'ada',
  userName: 'Ada',
  streamName: 'cam',
  connections: ['elsewhere'],
  sharesSeat: false,
};

function roomOf(namespace: string): RoomView {
  return {
    key: { namespace, roomId: 'lobby' },
    roomName: 'lobby',
    hasPassword: false,
    epoch: 'e1',
    offset: 1,
    participants: new Map([['ada', participant]]),
    streams: new Map([['ada', 'cam']]),
  };
}

/** One event of each kind, about a connection of another node or protocol. */
function eventsElsewhere(room: RoomView): EngineEvent[] {
  const connection = 'elsewhere';
  const claim = { roomId: 'lobby', userId: 'ada' };
  const about = { room, offset: 1, participant };
  return [
    { type: 'participant-joined', ...about, connection },
    { type: 'joined', room, participant, connection },
    { type: 'stream-started', ...about },
    { type: 'stream-stopped', ...about, streamName: 'cam' },
    { type: 'message-sent', ...about, messageId: 'm', content: '"hi"', timestamp: 1 },
    { type: 'signal', room, connection, fromUserId: 'ada', kind: 'offer', payload: '{}' },
    { type: 'replaced', room, participant, connection },
    { type: 'join-rejected', room, connection, code: 'incorrect-password' },
    {
      type: 'command-rejected',
      connection,
      command: { type: 'stop-stream', connection, claim },
      code: 'not-joined',
    },
    { type: 'rooms-listed', connection, rooms: [room] },
    { type: 'participant-left', ...about, connection, reason: 'left' },
  ];
}

describe('events', () => {
  it('[JR-40] of rooms that are not this protocol’s are told to nobody', () => {
    const context = createFakeProtocolContext();
    const instance = jsonProtocol.create(context);
    const { connection } = context.open(instance);
    for (const event of eventsElsewhere(roomOf('red5'))) instance.render(event);
    expect(context.published).toEqual([]);
    expect(connection.received).toEqual([]);
  });

  it('[JR-40] about connections of other nodes reach the room, and no other connection here', () => {
    const context = createFakeProtocolContext();
    const instance = jsonProtocol.create(context);
    const { connection } = context.open(instance);
    for (const event of eventsElsewhere(roomOf('json'))) instance.render(event);
    expect(context.published).toHaveLength(5);
    expect(connection.received).toEqual([]);
    expect(connection.topics.size).toBe(0);
  });
});

describe('the protocol', () => {
  it('says who it is, and that its clients come back after a drain', () => {
    expect(jsonProtocol.name).toBe('json');
    expect(jsonProtocol.clientsReconnect).toBe(true);
    expect(jsonProtocol.greeting).toMatch(/^\S.*\S$/);
  });
});
