import { describe, expect, it } from 'vitest';

import { messageTypes as jsonTypes, receivedTypeOf } from '../../protocols/json/message-types.js';
import { messageTypes as red5Types } from '../../protocols/red5/message-types.js';

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

  it('is read from what is sent', () => {
    expect(jsonTypes.typeOf('{"type":"pong"}')).toBe('pong');
    expect(red5Types.typeOf('{"room":"r","streams":[]}')).toBe('list');
    expect(red5Types.typeOf('The room is full.')).toBe('refusal');
  });
});
