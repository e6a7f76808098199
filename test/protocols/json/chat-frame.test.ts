import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { encodeChatMessage } from '../../../protocols/json/messages/chat.js';
import type { Identifier, RoomView } from '../../../src/protocol.js';

const name: fc.Arbitrary<Identifier> = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\ud800', '\u007f', '\u0080', '\n', ' ', '~') }),
  fc.integer(),
);
const text = name.map(String);

describe('a chat message on its way out', () => {
  it('[JR-11] has its names as JSON writes them', () => {
    fc.assert(
      fc.property(name, name, name, text, text, (roomId, userId, userName, messageId, own) => {
        const key = { namespace: 'json', roomId };
        const about = { roomName: 'r', hasPassword: false, epoch: 'e', offset: 1 };
        const room: RoomView = { key, ...about, participants: new Map(), streams: new Map() };
        const said = { userId, offset: 1, userName, timestamp: 2, messageId, clientMessageId: own };

        const frame = encodeChatMessage(room, { ...said, content: '{}' });

        expect(frame).toBe(JSON.stringify({ type: 'chat-message', roomId, ...said, content: {} }));
      }),
    );
  });
});
