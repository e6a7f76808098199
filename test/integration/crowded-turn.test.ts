import { describe, expect, it } from 'vitest';

import { JsonParticipant, parseFrame } from '../support/clients/json-participant.js';
import { RawConnection } from '../support/clients/raw-connection.js';
import { encodeFrame, opcodes } from '../support/clients/wire.js';
import { startServer } from '../support/servers/server.js';

/** Many times what the native module gathers for a socket. */
const messages = 400;

function frame(fields: object): Uint8Array {
  return encodeFrame({ opcode: opcodes.text, payload: JSON.stringify(fields) });
}

function chat(name: object, from: number, to: number): Uint8Array[] {
  return Array.from({ length: to - from }, (_, index) =>
    frame({ type: 'chat-message', ...name, content: from + index }),
  );
}

async function heardBy(
  listener: JsonParticipant,
): Promise<readonly (readonly [string, unknown])[]> {
  const heard: (readonly [string, unknown])[] = [];
  while (heard.length < messages + 2) {
    const { type, content, reason } = parseFrame(await listener.connection.texts.next());
    heard.push([type, content ?? reason]);
  }
  return heard;
}

describe('a client that says more in one piece than is gathered for a socket', () => {
  const name = { roomId: 'busy', userId: 'talker' };
  const expected = [
    ['user-joined', undefined],
    ...Array.from({ length: messages }, (_, index) => ['chat-message', index]),
  ];

  it('is heard in order by everybody, and answered after what it said', async () => {
    const { json } = await startServer({ rateLimitPerSecond: 0 });
    const listener = await JsonParticipant.join(json.url, 'busy', 'listener');
    const talker = await RawConnection.upgraded(json.port);
    const join = frame({ type: 'join-room', ...name, userName: 'Talker' });
    const end = [frame({ type: 'ping' }), frame({ type: 'leave-room', ...name })];
    talker.write(Buffer.concat([join, ...chat(name, 0, messages), ...end]));
    expect(await heardBy(listener)).toEqual([...expected, ['user-left', 'left']]);
    await talker.until('"pong"');
    const told = talker.text.matchAll(/"content":(?<number>\d+)\}|"type":"(?<pong>pong)"/g);
    const order = [...told].map(({ groups }) => groups?.['number'] ?? groups?.['pong']);
    expect(order).toEqual([...Array.from({ length: messages }, (_, index) => `${index}`), 'pong']);
  });

  it('is heard to the end when it goes at once', async () => {
    const { json } = await startServer({ rateLimitPerSecond: 0 });
    const listener = await JsonParticipant.join(json.url, 'busy', 'listener');
    const talker = await RawConnection.upgraded(json.port);
    const join = frame({ type: 'join-room', ...name, userName: 'Talker' });
    const close = encodeFrame({ opcode: opcodes.close, payload: Buffer.from([0x03, 0xe8]) });
    // What can be answered no more is no trouble either: the server would fail this test.
    const ping = frame({ type: 'ping' });
    talker.write(Buffer.concat([join, ...chat(name, 0, messages), ping, close]));
    expect(await heardBy(listener)).toEqual([...expected, ['user-left', 'left']]);
  });
});
