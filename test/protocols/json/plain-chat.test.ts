import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isPlainChat } from '../../../protocols/json/parse.js';
import { fitsInBytes } from '../../../protocols/json/passing-values.js';
import { createClientSchemas } from '../../../protocols/json/schemas.js';

const maxNameBytes = 30;
const name = fc.oneof(
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.constantFrom('', 'ada', 'x'.repeat(31), 42, null),
);
const nearlyChat = fc.record(
  {
    type: fc.constantFrom('chat-message', 'ping', null),
    roomId: name,
    userId: name,
    content: fc.jsonValue(),
    clientMessageId: name,
    other: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

describe('chat of the usual kind', () => {
  it('[JR-12] [JR-13] is taken by the schema as it is', () => {
    const schema = createClientSchemas((text) => fitsInBytes(text, maxNameBytes)).get(
      'chat-message',
    );
    let plain = 0;
    fc.assert(
      fc.property(nearlyChat, (message) => {
        if (!isPlainChat(message, maxNameBytes)) return;
        plain += 1;
        expect(message).toMatchObject(schema?.parse(message) ?? {});
      }),
      { numRuns: 2000 },
    );
    expect(plain).toBeGreaterThan(0);
  });

  it('is what clients send', () => {
    const message = { type: 'chat-message', roomId: 'lobby', userId: 'ada', content: 'hi' };
    expect(isPlainChat(message, maxNameBytes)).toBe(true);
    expect(isPlainChat({ ...message, clientMessageId: '1' }, maxNameBytes)).toBe(true);
    expect(isPlainChat({ ...message, clientMessageId: '' }, maxNameBytes)).toBe(false);
    expect(isPlainChat({ ...message, userId: 42 }, maxNameBytes)).toBe(false);
  });
});
