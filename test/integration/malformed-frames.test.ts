import { describe, expect, it } from 'vitest';

import type { ProtocolName } from '../../protocols/index.js';
import { placeBystanders } from '../support/clients/bystanders.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { RawConnection } from '../support/clients/raw-connection.js';
import { encodeFrame, opcodes, upgradeRequest } from '../support/clients/wire.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { protocolNames } from '../support/servers/ports.js';
import { startServer, type TestServer } from '../support/servers/server.js';

const { continuation, text, close, ping } = opcodes;
const invalidUtf8 = Buffer.from([0x7b, 0xc3, 0x28, 0xff, 0x7d]);

/** A close frame's payload: a code and what follows it. */
function closing(code: number, reason: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), reason]);
}

/** Frames that break RFC 6455; their connection does not survive them. */
const violations: readonly (readonly [string, Buffer])[] = [
  ['text that is not UTF-8', encodeFrame({ opcode: text, payload: invalidUtf8 })],
  [
    'text that stops being UTF-8 in its second fragment',
    Buffer.concat([
      encodeFrame({ opcode: text, payload: '{', fin: false }),
      encodeFrame({ opcode: continuation, payload: invalidUtf8 }),
    ]),
  ],
  ...[1, 2, 3, 4, 5, 6, 7].map(
    (reserved) =>
      [
        `reserved bits ${reserved.toString(2).padStart(3, '0')}`,
        encodeFrame({ opcode: text, payload: '{}', reserved }),
      ] as const,
  ),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
    (opcode) => [`reserved opcode ${String(opcode)}`, encodeFrame({ opcode })] as const,
  ),
  ['a continuation of nothing', encodeFrame({ opcode: continuation, payload: '{}' })],
  ['a length of 2 GB', encodeFrame({ opcode: text, announcedLength: 2 ** 31 })],
  ['a length of 8 PB', encodeFrame({ opcode: text, announcedLength: 2 ** 53 - 1 })],
  [
    'a frame far over the limit',
    encodeFrame({ opcode: text, payload: Buffer.alloc(2_500_000, 32) }),
  ],
  [
    'fragments that are too much together',
    Buffer.concat([
      encodeFrame({ opcode: text, payload: Buffer.alloc(1_500_000, 32), fin: false }),
      encodeFrame({ opcode: continuation, payload: Buffer.alloc(1_500_000, 32) }),
    ]),
  ],
  ['a ping of 126 bytes', encodeFrame({ opcode: ping, payload: Buffer.alloc(126) })],
  ['a ping in fragments', encodeFrame({ opcode: ping, payload: 'a', fin: false })],
  ['a close in fragments', encodeFrame({ opcode: close, payload: closing(1000), fin: false })],
  ['a close of one byte', encodeFrame({ opcode: close, payload: Buffer.from([3]) })],
  ['a close with code 0', encodeFrame({ opcode: close, payload: closing(0) })],
  ['a close with code 999', encodeFrame({ opcode: close, payload: closing(999) })],
  ['a close with code 1005', encodeFrame({ opcode: close, payload: closing(1005) })],
  ['a close with code 65535', encodeFrame({ opcode: close, payload: closing(65535) })],
  [
    'a close whose reason is not UTF-8',
    encodeFrame({ opcode: close, payload: closing(1000, invalidUtf8) }),
  ],
];

/** Somebody who breaks the rules, in a room with a witness who does not. */
interface Intruder {
  readonly connection: RawConnection;
  /** Resolves when the witness has been told that the intruder is gone. */
  missed(): Promise<void>;
}

const intruders = {
  json: async ({ json }: TestServer): Promise<Intruder> => {
    const witness = await JsonParticipant.join(json.url, 'hostile', 'witness');
    const connection = await RawConnection.joined(json.port, 'hostile', 'intruder');
    await witness.next('user-joined');
    const missed = async (): Promise<void> => {
      expect(await witness.next('user-left')).toMatchObject({
        userId: 'intruder',
        participants: [{ userId: 'witness' }],
      });
    };
    return { connection, missed };
  },
  red5: async ({ red5 }: TestServer): Promise<Intruder> => {
    const witness = await Red5Member.join(red5.url, 'hostile', 'witness');
    const target = '/?room=hostile&streamName=intruder';
    const connection = await RawConnection.upgraded(red5.port, target);
    await witness.listed(['witness', 'intruder']);
    return { connection, missed: () => witness.listed(['witness']) };
  },
} satisfies Record<ProtocolName, (server: TestServer) => Promise<Intruder>>;

describe.each(protocolNames)('the %s port', (protocol) => {
  it.each(violations)('closes the connection that sends %s, and no other', async (_, bytes) => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const { connection, missed } = await intruders[protocol](server);
    connection.write(bytes);

    await missed();
    await connection.closed;
    await bystanders.expectUnharmed();
  });

  it('goes on beside a frame that is not masked', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const { connection, missed } = await intruders[protocol](server);
    connection.write(encodeFrame({ opcode: text, payload: '{"type":"ping"}', masked: false }));

    await bystanders.expectUnharmed();
    connection.destroy();
    await missed();
  });

  it('goes on beside a frame that never ends', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const { connection, missed } = await intruders[protocol](server);
    connection.write(encodeFrame({ opcode: text, payload: '{', announcedLength: 100_000 }));

    await bystanders.expectUnharmed();
    connection.destroy();
    await missed();
  });

  it('does not mind what follows a close frame', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const { connection, missed } = await intruders[protocol](server);
    const afterwards = encodeFrame({ opcode: text, payload: '{"type":"list-rooms"}' });
    connection.write(
      Buffer.concat([encodeFrame({ opcode: close }), afterwards, encodeFrame({ opcode: close })]),
    );

    await missed();
    await connection.closed;
    await bystanders.expectUnharmed();
  });

  it('survives frames that come with the opening request, before it is answered', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const { connection, missed } = await intruders[protocol](server);
    const hasty = await RawConnection.open(server[protocol].port);
    const request = upgradeRequest({ target: '/?room=elsewhere&streamName=hasty' });
    hasty.write(Buffer.concat([Buffer.from(request), encodeFrame({ opcode: text, payload: '{' })]));
    await hasty.statusLine();
    hasty.destroy();
    connection.destroy();

    await missed();
    await bystanders.expectUnharmed();
  });
});

describe('the json port', () => {
  it('reads a message in fragments of one byte, with pings between them', async () => {
    const { json } = await startServer();
    const connection = await RawConnection.upgraded(json.port);
    const bytes = Buffer.from('{"type":"ping","note":"é\u{1F3A5}"}');
    const between = encodeFrame({ opcode: ping, payload: 'between' });
    const fragments = [...bytes].flatMap((byte, index) => {
      const opcode = index === 0 ? text : continuation;
      const fin = index === bytes.length - 1;
      const fragment = encodeFrame({ opcode, payload: Buffer.from([byte]), fin });
      return fin ? [fragment] : [fragment, between];
    });
    connection.write(Buffer.concat(fragments));

    await connection.until('{"type":"pong"}');
    expect(connection.text.match(/between/g)?.length).toBe(bytes.length - 1);
  });

  it('says that a message is too large, and closes with 1009 in the middle of what follows', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const { connection, missed } = await intruders.json(server);
    const large = encodeFrame({ opcode: text, payload: Buffer.alloc(200_000, 32) });
    const more = encodeFrame({ opcode: text, payload: '{"type":"ping"}' });
    connection.write(Buffer.concat([large, more, large, more]));

    await connection.until('"message-too-large"');
    await connection.until('\u0003\u00f1');
    await connection.closed;
    await missed();
    expect(connection.text).not.toContain('pong');
    await bystanders.expectUnharmed();
  });
});
