import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../../protocols/json/frames.js';
import {
  createConversation,
  type JsonClient,
  parseServerFrame,
} from '../../support/doubles/json-conversation.js';

const types = [
  'join-room',
  'leave-room',
  'start-streaming',
  'stop-streaming',
  'chat-message',
  'list-rooms',
  'ping',
  'webrtc-offer',
  'webrtc-answer',
  'webrtc-ice-candidate',
  'sync-room',
  '__proto__',
];

const json = fc.jsonValue({ stringUnit: 'binary' });
const name = fc.oneof(fc.constantFrom('lobby', 'ada', 'ben', 42, '', '\ud800', '__proto__'), json);
/** Something like a message: the fields are there, and often right. */
const nearlyMessage = fc
  .record(
    {
      type: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...types) }, json),
      roomId: name,
      userId: name,
      fromUserId: name,
      toUserId: name,
      userName: name,
      roomName: name,
      password: name,
      presence: fc.oneof(fc.constantFrom('full', 'delta'), json),
      history: fc.oneof(fc.nat(3), json),
      recover: fc.oneof(
        fc.record({ epoch: fc.constantFrom('id-1', 'id-2', '\ud800'), offset: fc.nat(5) }),
        json,
      ),
      resumeToken: fc.oneof(fc.constantFrom('token-1', 'token-2'), json),
      clientMessageId: name,
      streamName: name,
      content: json,
      offer: json,
      answer: json,
      candidate: json,
    },
    { requiredKeys: ['type'] },
  )
  .map((message) => JSON.stringify(message));

const utf8 = new TextEncoder();
const message = fc.oneof(
  { weight: 6, arbitrary: nearlyMessage.map((text) => utf8.encode(text)) },
  { weight: 2, arbitrary: json.map((value) => utf8.encode(JSON.stringify(value))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
);

const limits = { maxPayloadBytes: 600, maxNameBytes: 20, maxChatBytes: 60 };
const formErrors = ['invalid-json', 'unknown-type', 'invalid-message', 'message-too-large'];

/** Sends a message and returns what came back to the sender alone. */
function answersTo(client: JsonClient, bytes: Uint8Array): ServerFrame[] {
  const before = client.connection.sent.length;
  client.send(bytes);
  return client.connection.sent.slice(before).map(parseServerFrame);
}

describe('any message', () => {
  it('[JR-3] [JR-5] [JR-8] [JR-9] never throws, and is answered once at most, but for what was missed', () => {
    const script = fc.array(fc.tuple(fc.nat(2), message), { maxLength: 60 });
    fc.assert(
      fc.property(script, (steps) => {
        const { connect, context } = createConversation(undefined, limits);
        const clients = [connect(), connect(), connect()];
        for (const [index, bytes] of steps) {
          const client = clients[index];
          if (client?.connection.isOpen !== true) continue;
          const commands = context.commands.length;
          const answers = answersTo(client, bytes);
          const [answer, ...missed] = answers;
          const hasMissed = answer?.type === 'room-joined' && answer.recovered === true;
          expect(hasMissed ? [] : missed).toEqual([]);
          expect(missed.filter(({ type }) => type !== 'chat-message')).toEqual([]);
          const isTooLong = bytes.byteLength > limits.maxPayloadBytes;
          expect(client.connection.isOpen).toBe(!isTooLong);
          if (isTooLong) expect(answer).toMatchObject({ code: 'message-too-large' });
          else if (answer?.type === 'error' && formErrors.includes(answer.code)) {
            expect(context.commands).toHaveLength(commands);
          }
        }
        for (const { connection } of clients) connection.received.forEach(parseServerFrame);
      }),
      { numRuns: 300 },
    );
  });
});
