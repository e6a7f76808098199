import { describe, expect, it } from 'vitest';

import { Audiences } from '../../../protocols/json/listeners.js';
import { endConnection } from '../../../protocols/json/closing.js';
import { jsonProtocol } from '../../../protocols/json/index.js';
import { encodeRoomEvent } from '../../../protocols/json/messages/index.js';
import { refusedCloseCode } from '../../../src/errors/catalogue.js';
import type { EngineEvent, Participant, RoomView } from '../../../src/protocol.js';
import { createFakeProtocolContext } from '../../support/doubles/fake-protocol-context.js';
import { createConversation } from '../../support/doubles/json-conversation.js';

const room: RoomView = {
  key: { namespace: 'json', roomId: 'lobby' },
  roomName: 'lobby',
  hasPassword: false,
  epoch: 'e1',
  offset: 1,
  participants: new Map(),
  streams: new Map(),
};

const participant: Participant = {
  userId: 'ada',
  userName: 'Ada',
  streamName: null,
  seat: { state: 'held', connection: 'elsewhere', resumable: true },
};

describe('what comes when nobody expects it', () => {
  it('does nothing to a connection without a seat, be it left or taken over', () => {
    const context = createFakeProtocolContext();
    const instance = jsonProtocol.create(context);
    const { connection } = context.open(instance);
    const about = { room, participant, connection: connection.id };
    const events: readonly EngineEvent[] = [
      { type: 'participant-left', offset: 2, reason: 'left', ...about },
      { type: 'replaced', ...about },
    ];
    for (const event of events) instance.render(event);

    expect(connection.received).toEqual([]);
    expect(connection.isOpen).toBe(true);
  });

  it('counts nobody who stops listening where nobody listened', () => {
    const audiences = new Audiences();
    audiences.remove('e1', 'full');
    expect([audiences.of('e1'), audiences.size]).toEqual([undefined, 0]);
  });

  it('names a stream without a name after its user', () => {
    const event = { type: 'stream-started', room, offset: 2, participant } as const;
    expect(JSON.parse(encodeRoomEvent(event))).toMatchObject({ streamName: 'ada' });
  });

  it('ends a connection for a reason that is none by itself', () => {
    const connection = createFakeProtocolContext().connect();
    endConnection(connection, { code: 'not-joined' });
    expect(connection.received.join()).toContain('"not-joined"');
    expect(connection.closedWith?.code).toBe(refusedCloseCode);
  });
});

describe('a join that comes too soon', () => {
  it('is told when it may come again, and changes nothing', async () => {
    const delays = [700, 0];
    const { connect, engine } = createConversation(undefined, {
      joinDelayMs: () => delays.shift() ?? 0,
    });
    const ada = connect();
    const join = { type: 'join-room', roomId: 'lobby', userId: 'ada' } as const;
    expect(await ada.ask(join)).toMatchObject([
      { type: 'error', code: 'rate-limited', requestType: 'join-room', retryAfterMs: 700 },
    ]);
    expect(engine.counts().rooms).toBe(0);

    expect(await ada.ask(join)).toMatchObject([{ type: 'room-joined', userId: 'ada' }]);
  });
});
