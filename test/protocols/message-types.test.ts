import { describe, expect, it } from 'vitest';

import { jsonProtocol } from '../../protocols/json/index.js';
import { receivedTypeOf } from '../../protocols/json/message-types.js';
import {
  createFakeProtocolContext,
  type FakeProtocolContext,
} from '../support/doubles/fake-protocol-context.js';
import { jsonTypeOf } from '../support/doubles/frame-types.js';
import { createConversation } from '../support/doubles/json-conversation.js';
import { createRed5Server, roomOf, startStream } from '../support/doubles/red5-server.js';

function typesOf({ counted }: FakeProtocolContext): readonly string[] {
  return counted.flatMap((each) =>
    each.kind === 'sent' || each.kind === 'published' ? each.type : [],
  );
}

describe('the type that a message is counted under', () => {
  it('is that of a frame which was read, or of one which was refused', () => {
    expect(receivedTypeOf({ type: 'ping' })).toBe('ping');
    const refused = { type: 'refusal', code: 'invalid-message' } as const;
    expect(receivedTypeOf({ ...refused, requestType: 'chat-message' })).toBe('chat-message');
  });

  it('is none that a client makes up', () => {
    const made = { type: 'refusal', code: 'unknown-type', requestType: 'mine' } as const;
    expect(receivedTypeOf(made)).toBe('unknown');
    expect(receivedTypeOf({ type: 'refusal', code: 'invalid-message' })).toBe('unknown');
    expect(receivedTypeOf({ type: 'refusal', code: 'invalid-json' })).toBe('invalid');
  });

  it('is said of a frame as it stands in its text', () => {
    const { context, connect } = createConversation();
    connect().send({ type: 'ping' });
    expect(typesOf(context)).toEqual(['pong']);
    const farewell = context.open(jsonProtocol.create(context)).session.overwhelmed();
    expect(farewell?.type).toBe(jsonTypeOf(farewell?.frame ?? ''));

    const red5 = createRed5Server();
    const streamer = red5.connect('room=r&streamName=s');
    startStream(red5, roomOf('r', 's'), 's', streamer);
    expect(typesOf(red5.context)).toEqual(['list']);
    red5.connect('room=r');
    expect(typesOf(red5.context)).toEqual(['list', 'refusal']);
  });

  it('is never said wrongly without a test that fails', () => {
    const context = createFakeProtocolContext({ typeOf: jsonTypeOf });
    const say = (type: string) => () => {
      context.broadcaster.publish('r', '{"type":"pong"}', type);
      context.connect().send('{"type":"pong"}', type);
    };
    expect(say('pong')).not.toThrow();
    expect(say('ping')).toThrow('a frame of type pong is said to be ping');
  });
});
