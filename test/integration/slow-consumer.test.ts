import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { placeBystanders } from '../support/clients/bystanders.js';
import {
  type Frame,
  JsonParticipant,
  parseFrame,
  usersOf,
} from '../support/clients/json-participant.js';
import { RawConnection } from '../support/clients/raw-connection.js';
import { encodeFrame, opcodes } from '../support/clients/wire.js';
import { joinAs } from '../support/clients/room-client.js';
import { startServer } from '../support/servers/server.js';

/** More than kernel and server together hold for anyone. */
const enoughMessages = 2_000;
const messageBytes = 60_000;
const unlimited = { rateLimitPerSecond: 0 };

describe('a participant that does not read', () => {
  it('[JR-84] [JR-85] is out of the room at once, the others miss nothing, and it gets all until then', async () => {
    const server = await startServer(unlimited);
    const bystanders = await placeBystanders(server);
    const sleeper = await JsonParticipant.join(server.json.url, 'busy', 'sleeper');
    sleeper.connection.socket.pause();
    const talker = await JsonParticipant.join(server.json.url, 'busy', 'talker');
    const listener = await JsonParticipant.join(server.json.url, 'busy', 'listener');
    await talker.next('user-joined');

    const sent = await talkUntilHearing(talker, 'user-left');
    await talker.unread();
    const heard = await listener.unread();
    expect(numbersIn(heard)).toEqual(countTo(sent));
    // Messages and the leave are numbered together, after the three joins.
    expect(heard.map(({ offset }) => offset)).toEqual(heard.map((_, index) => index + 4));
    const left = heard.filter(({ type }) => type === 'user-left');
    expect(left.map(usersOf)).toEqual([['talker', 'listener']]);
    expect(left).toMatchObject([{ reason: 'disconnected' }]);

    const read = await readOn(sleeper);
    const told = read.pop();
    expect(told).toMatchObject({ type: 'error', code: 'slow-consumer' });
    expect(await sleeper.connection.closed).toMatchObject({ code: 4002 });
    // Two joins, and then nothing but messages without a gap.
    expect(numbersIn(read)).toEqual(countTo(read.length - 2));
    await bystanders.expectUnharmed();
  });

  it('[JR-84] gets whole frames and a reason even if very little may wait', async () => {
    const server = await startServer({ ...unlimited, maxQueuedBytes: 1024 });
    const sleeper = await JsonParticipant.join(server.json.url, 'busy', 'sleeper');
    sleeper.connection.socket.pause();
    const talker = await JsonParticipant.join(server.json.url, 'busy', 'talker');
    await talkUntilHearing(talker, 'user-left');

    const read = await readOn(sleeper);
    expect(read.pop()).toMatchObject({ type: 'error', code: 'slow-consumer' });
    expect(await sleeper.connection.closed).toMatchObject({ code: 4002 });
    expect(numbersIn(read)).toEqual(countTo(read.length - 1));
  });

  it('[JR-84] gets whole frames and a reason even if more is said at once than may wait', async () => {
    const server = await startServer({ ...unlimited, maxQueuedBytes: 65_536 });
    const sleeper = await JsonParticipant.join(server.json.url, 'busy', 'sleeper');
    sleeper.connection.socket.pause();
    const talker = await JsonParticipant.join(server.json.url, 'busy', 'talker');
    let isOut = false;
    for (let count = 1; !isOut; count += 1) {
      talker.act('chat-message', { content: `${String(count)} ${'x'.repeat(5000)}` });
      if (count % 60 !== 0) continue;
      isOut = (await talker.unread()).some(({ type }) => type === 'user-left');
    }

    const read = await readOn(sleeper);
    expect(read.pop()).toMatchObject({ type: 'error', code: 'slow-consumer' });
    expect(await sleeper.connection.closed).toMatchObject({ code: 4002 });
    expect(numbersIn(read)).toEqual(countTo(read.length - 1));
  });

  it('[JR-85] keeps its seat where seats are kept', async () => {
    const server = await startServer({ ...unlimited, reconnectGraceMs: 60_000 });
    const sleeper = await JsonParticipant.join(server.json.url, 'busy', 'sleeper');
    sleeper.connection.socket.pause();
    const talker = await JsonParticipant.connect(server.json.url);
    await talker.join('busy', 'talker', { presence: 'delta' });

    expect(await talkUntilHearing(talker, 'user-away')).toBeGreaterThan(0);
  });

  it('misses nothing and hears nothing twice, if it comes back as the client does', async () => {
    const server = await startServer({
      ...unlimited,
      historySize: 10_000,
      historyMaxBytes: 2 ** 28,
    });
    const sockets: WebSocket[] = [];
    class HeldWebSocket extends WebSocket {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    }
    const sleeper = await joinAs(server.json.url, 'sleeper', { WebSocket: HeldWebSocket });
    const talker = await JsonParticipant.join(server.json.url, 'lobby', 'talker');
    sockets[0]?.pause();
    const sent = await talkUntilHearing(talker, 'user-left');
    for (const number of [sent + 1, sent + 2, sent + 3]) await say(talker, number);
    sockets[0]?.resume();
    await sleeper.until(() => sleeper.eventsOf('message').length >= sent + 3);

    const contents = sleeper.eventsOf('message').map(({ content }) => content);
    expect(contents.map((content) => Number.parseInt(String(content), 10))).toEqual(
      countTo(sent + 3),
    );
    expect(sleeper.eventsOf('history-lost')).toEqual([]);
    expect(sockets).toHaveLength(2);
  });

  it('costs nobody else, if it only asks and never listens', async () => {
    const server = await startServer(unlimited);
    const bystanders = await placeBystanders(server);
    const asker = await RawConnection.upgraded(server.json.port);
    asker.socket.pause();
    const large = { type: 'x'.repeat(60), padding: 'x'.repeat(1000) };
    const question = encodeFrame({ opcode: opcodes.text, payload: JSON.stringify(large) });
    const questions = Buffer.concat(Array.from({ length: 1000 }, () => question));
    while (!asker.socket.destroyed && server.callboard.connections > 4) {
      asker.write(questions);
      await bystanders.expectUnharmed();
    }

    await bystanders.expectUnharmed();
    expect(server.callboard.connections).toBe(4);
  });
});

async function say(talker: JsonParticipant, number: number): Promise<void> {
  talker.act('chat-message', { content: `${String(number)} ${'x'.repeat(messageBytes)}` });
  await talker.next('chat-message');
}

/** @returns how many messages it took */
async function talkUntilHearing(talker: JsonParticipant, type: string): Promise<number> {
  for (let count = 1; count <= enoughMessages; count += 1) {
    await say(talker, count);
    const others = await talker.unread();
    if (others.some((frame) => frame.type === type)) return count;
  }
  throw new Error('nobody was found to be slow');
}

/** Goes on reading. @returns every frame that there is until the connection ends */
async function readOn({ connection }: JsonParticipant): Promise<Frame[]> {
  connection.socket.resume();
  await connection.closed;
  return connection.texts.take().map(parseFrame);
}

/** The numbers that messages begin with. */
function numbersIn(frames: readonly Frame[]): readonly number[] {
  return frames.flatMap(({ content }) =>
    typeof content === 'string' ? [Number.parseInt(content, 10)] : [],
  );
}

function countTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
