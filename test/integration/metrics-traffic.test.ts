import { describe, expect, it } from 'vitest';

import { JsonParticipant, parseFrame } from '../support/clients/json-participant.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { scrape, type Scrape, scrapeUntil } from '../support/clients/scrape.js';
import { startServer, type TestServer } from '../support/servers/server.js';
import { TestSocket } from '../support/clients/websocket.js';

const withOps = { opsPort: 0 };

interface Volume {
  readonly messages: Record<string, number>;
  readonly bytes: Record<string, number>;
}

/** The volume of texts, by the type that each has. */
function volumeOf(texts: readonly string[], typeOf: (text: string) => string): Volume {
  const volume: Volume = { messages: {}, bytes: {} };
  for (const text of texts) {
    const type = typeOf(text);
    volume.messages[type] = (volume.messages[type] ?? 0) + 1;
    volume.bytes[type] = (volume.bytes[type] ?? 0) + Buffer.byteLength(text);
  }
  return volume;
}

function countedVolume(counted: Scrape, direction: 'received' | 'sent', protocol: string): Volume {
  return {
    messages: counted.by('type', `callboard_messages_${direction}_total`, { protocol }),
    bytes: counted.by('type', `callboard_${direction}_bytes_total`, { protocol }),
  };
}

const jsonType = (text: string): string => parseFrame(text).type;

/** Keeps what it sends. */
class Talker {
  readonly participant: JsonParticipant;
  readonly sent: string[] = [];

  constructor(participant: JsonParticipant) {
    this.participant = participant;
    const { connection } = participant;
    const send = connection.send.bind(connection);
    connection.send = (data) => {
      this.sent.push(String(data));
      send(data);
    };
  }

  static async connect({ json }: TestServer): Promise<Talker> {
    return new Talker(await JsonParticipant.connect(json.url));
  }
}

/** A conversation in which every type of frame goes to and fro. */
async function converse(server: TestServer): Promise<readonly Talker[]> {
  const full = await Talker.connect(server);
  const delta = await Talker.connect(server);
  const lost = await Talker.connect(server);
  const [ann, ben, cat] = [full.participant, delta.participant, lost.participant];
  await ann.join('r', 'ann', { password: 'pä' });
  await ben.join('r', 'ben', { password: 'pä', presence: 'delta' });
  const { resumeToken } = await cat.join('r', 'cat', { password: 'pä' });
  cat.connection.drop();
  await ben.next('user-joined');
  await ben.next('user-away');
  const found = await Talker.connect(server);
  await found.participant.join('r', 'cat', { password: 'pä', resumeToken });
  await ben.next('user-back');

  ann.act('chat-message', { content: 'Fünf Minuten 🎭' });
  ann.act('start-streaming');
  ann.act('stop-streaming');
  const signal = { roomId: 'r', fromUserId: 'ann', toUserId: 'ben' };
  ann.send({ type: 'webrtc-offer', ...signal, offer: { sdp: 'x' } });
  ann.send({ type: 'webrtc-answer', ...signal, answer: { sdp: 'x' } });
  ann.send({ type: 'webrtc-ice-candidate', ...signal, candidate: null });
  ann.send({ type: 'list-rooms' });
  ann.send({ type: 'sync-room', roomId: 'r' });
  ann.send({ type: 'refresh-token', token: 'none is asked for' });
  const stranger = await Talker.connect(server);
  stranger.participant.send({ type: 'join-room', roomId: 'r', userId: 'eve', password: 'wrong' });
  await stranger.participant.next('join-room-error');
  stranger.participant.act('chat-message', { content: 'let me in' });
  await stranger.participant.unread();
  ann.act('leave-room');
  for (const { participant } of [full, delta, found]) await participant.unread();
  return [full, delta, lost, found, stranger];
}

describe('the metrics of traffic', () => {
  it('agree with what JSON clients have sent and received, type by type, byte by byte', async () => {
    const server = await startServer({ ...withOps, reconnectGraceMs: 60_000 });
    const talkers = await converse(server);
    const counted = await scrape(server);

    const sent = volumeOf(
      talkers.flatMap(({ sent }) => sent),
      jsonType,
    );
    expect(countedVolume(counted, 'received', 'json')).toEqual(sent);
    const texts = talkers.flatMap(({ participant }) => participant.connection.texts.all);
    const received = volumeOf(texts, jsonType);
    expect(countedVolume(counted, 'sent', 'json')).toEqual(received);
    // Nothing was left out of the conversation.
    const clientTypes = ['ping', 'chat-message', 'join-room', 'leave-room', 'list-rooms'];
    const streamTypes = ['start-streaming', 'stop-streaming', 'sync-room', 'refresh-token'];
    const signalTypes = ['webrtc-offer', 'webrtc-answer', 'webrtc-ice-candidate'];
    expect(Object.keys(sent.messages).sort()).toEqual(
      [...clientTypes, ...streamTypes, ...signalTypes].sort(),
    );
    const all = counted.series.filter(({ name, labels }) => {
      return name === 'callboard_messages_sent_total' && labels['protocol'] === 'json';
    });
    expect(all.filter(({ value }) => value === 0)).toEqual([]);
  });

  it('agree with what Red5 clients have received', async () => {
    const server = await startServer(withOps);
    const first = await Red5Member.join(server.red5.url, 'r', 'straße');
    const second = await Red5Member.join(server.red5.url, 'r', 'b');
    await first.listed(['straße', 'b']);
    first.connection.send('anybody there?');
    const refused = new TestSocket(`${server.red5.url}/?room=r`);
    await refused.closed;
    const counted = await scrapeUntil(server, (counts) => {
      return counts.sum('callboard_messages_received_total', { protocol: 'red5' }) > 0;
    });

    expect(countedVolume(counted, 'received', 'red5').bytes).toEqual({ ignored: 14 });
    const texts = [first.connection, second.connection, refused].flatMap(({ texts }) => texts.all);
    const received = volumeOf(texts, (text) => (text.startsWith('{') ? 'list' : 'refusal'));
    expect(countedVolume(counted, 'sent', 'red5')).toEqual(received);
    expect(received.messages).toMatchObject({ refusal: 1 });
  });

  it('count a frame for a room once where it is published and for each who gets it', async () => {
    const server = await startServer(withOps);
    const [ann] = await crowd(server, 10);
    const before = await scrape(server);
    ann.act('chat-message', { content: 'hello' });
    await ann.unread();
    const after = await scrape(server);
    const rise = (name: string, labels: object = {}): number =>
      after.sum(name, { protocol: 'json', ...labels }) -
      before.sum(name, { protocol: 'json', ...labels });
    expect(rise('callboard_publishes_total')).toBe(1);
    expect(rise('callboard_messages_sent_total', { type: 'chat-message' })).toBe(10);
    expect(rise('callboard_chat_messages_total')).toBe(1);
  });

  it('count what is no proper message under names of their own', async () => {
    const limits = { maxPayloadBytes: 1024, rateLimitPerSecond: 1, rateLimitBurst: 5 };
    const server = await startServer({ ...withOps, ...limits });
    const socket = new TestSocket(server.json.url);
    await socket.opened();
    for (const text of ['no JSON', '[]', '{"type":"toString"}', '{"type":7}']) socket.send(text);
    socket.send('{"type":"join-room"}');
    socket.send('{"type":"ping"}');
    const large = new TestSocket(server.json.url);
    await large.opened();
    large.send('x'.repeat(1025));
    await large.closed;
    const counted = await scrapeUntil(server, (counts) => {
      return counts.sum('callboard_messages_received_total') === 7;
    });
    expect(countedVolume(counted, 'received', 'json').messages).toEqual({
      invalid: 2,
      unknown: 2,
      'join-room': 1,
      oversized: 1,
      'rate-limited': 1,
    });
    const exceeded = counted.by('limit', 'callboard_limits_exceeded_total');
    expect(exceeded).toEqual({ maxPayloadBytes: 1, rateLimitPerSecond: 1 });
  });
});

/** A crowd in one room that has read everything. */
async function crowd(
  { json }: TestServer,
  size: number,
): Promise<readonly [JsonParticipant, ...JsonParticipant[]]> {
  const first = await JsonParticipant.join(json.url, 'crowd', '0');
  const others: JsonParticipant[] = [];
  while (others.length < size - 1) {
    others.push(await JsonParticipant.join(json.url, 'crowd', String(others.length + 1)));
  }
  for (const each of [first, ...others]) await each.unread();
  return [first, ...others];
}
