import { describe, expect, it } from 'vitest';

import { metricDefinitions } from '../../src/ops/metrics/definitions.js';
import { handlingSample } from '../../src/ops/metrics/turn.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { scrape, Scrape, scrapeUntil } from '../support/clients/scrape.js';
import { startServer } from '../support/servers/server.js';
import { TestSocket } from '../support/clients/websocket.js';

const withOps = { opsPort: 0 };

/** The gauges of connections, rooms and those in them, by protocol. */
function populationIn(counted: Scrape): object {
  const gauges = ['connections', 'rooms', 'participants', 'streams'];
  return Object.fromEntries(
    gauges.map((gauge) => [gauge, counted.by('protocol', `callboard_${gauge}`)]),
  );
}

describe('the metrics of who is there', () => {
  it('count connections, rooms, participants and streams of each protocol, as long as they are there', async () => {
    const server = await startServer(withOps);
    const ann = await JsonParticipant.join(server.json.url, 'a', 'ann');
    const ben = await JsonParticipant.join(server.json.url, 'a', 'ben');
    await JsonParticipant.connect(server.json.url);
    ben.act('start-streaming');
    await ben.next('user-streaming-started');
    const member = await Red5Member.join(server.red5.url, 'b', 'cam');
    expect(populationIn(await scrape(server))).toEqual({
      connections: { json: 3, red5: 1 },
      rooms: { json: 1, red5: 1 },
      participants: { json: 2, red5: 1 },
      streams: { json: 1, red5: 1 },
    });
    for (const { connection } of [ann, ben, member]) await connection.close();
    const after = await scrapeUntil(server, (counts) => counts.sum('callboard_connections') === 1);
    expect(populationIn(after)).toEqual({
      connections: { json: 1 },
      rooms: {},
      participants: {},
      streams: {},
    });
    const opened = after.by('protocol', 'callboard_connections_opened_total');
    expect(opened).toEqual({ json: 3, red5: 1 });
    expect(after.by('protocol', 'callboard_streams_started_total')).toEqual({ json: 1, red5: 1 });
  });

  it('count rooms of both protocols as bridged, and connections as what they are', async () => {
    const server = await startServer({ ...withOps, bridgeRooms: true });
    const ann = await JsonParticipant.join(server.json.url, 'r', 'ann');
    await Red5Member.join(server.red5.url, 'r', 'cam');
    await ann.next('user-joined');
    await ann.next('user-streaming-started');
    const counted = await scrape(server);
    expect(populationIn(counted)).toEqual({
      connections: { json: 1, red5: 1 },
      rooms: { bridged: 1 },
      participants: { bridged: 2 },
      streams: { bridged: 1 },
    });
    expect(counted.by('protocol', 'callboard_joins_total')).toEqual({ bridged: 2 });
    // What came on one port was told on both.
    const told = counted.by('protocol', 'callboard_convergence_seconds_count');
    expect(told).toEqual({ json: 1, red5: 1 });
  });

  it('count joins, and leaves by their reason', async () => {
    const server = await startServer(withOps);
    const ann = await JsonParticipant.join(server.json.url, 'r', 'ann');
    const ben = await JsonParticipant.join(server.json.url, 'r', 'ben');
    const cat = await JsonParticipant.join(server.json.url, 'r', 'cat');
    await JsonParticipant.join(server.json.url, 'r', 'cat');
    ann.act('leave-room');
    ben.connection.drop();
    await cat.connection.close();
    const member = await Red5Member.join(server.red5.url, 'r', 'cam');
    await member.connection.close();
    const counted = await scrapeUntil(server, (counts) => {
      return counts.sum('callboard_leaves_total') === 4;
    });
    expect(counted.by('protocol', 'callboard_joins_total')).toEqual({ json: 4, red5: 1 });
    const json = counted.by('reason', 'callboard_leaves_total', { protocol: 'json' });
    expect(json).toEqual({ left: 1, disconnected: 1, replaced: 1 });
    const red5 = counted.by('reason', 'callboard_leaves_total', { protocol: 'red5' });
    expect(red5).toEqual({ left: 1 });
  });

  it('count those who are away, who come back and what they missed', async () => {
    const server = await startServer({ ...withOps, reconnectGraceMs: 60_000, historySize: 2 });
    const ann = await JsonParticipant.connect(server.json.url);
    const { resumeToken, epoch } = await ann.join('r', 'ann');
    ann.act('chat-message', { content: 1, clientMessageId: 'once' });
    ann.act('chat-message', { content: 1, clientMessageId: 'once' });
    await ann.unread();
    ann.connection.drop();
    const away = await scrapeUntil(server, (counts) => {
      return counts.sum('callboard_participants_away') === 1;
    });
    expect(away.sum('callboard_participants')).toBe(1);
    expect(away.sum('callboard_absences_total')).toBe(1);

    const back = await JsonParticipant.connect(server.json.url);
    await back.join('r', 'ann', { resumeToken, recover: { epoch, offset: 1 } });
    await back.unread();
    await back.join('r', 'ann', { recover: { epoch: 'another', offset: 1 } });
    await back.join('r', 'ann', { recover: { epoch, offset: 1000 } });
    const counted = await scrape(server);
    expect(counted.sum('callboard_participants_away')).toBe(0);
    expect(counted.sum('callboard_reconnects_total')).toBe(1);
    const recoveries = counted.by('outcome', 'callboard_recoveries_total');
    expect(recoveries).toEqual({ recovered: 1, 'epoch-changed': 1, gap: 1 });
    expect(counted.sum('callboard_chat_messages_total')).toBe(1);
    expect(counted.sum('callboard_chat_repeats_total')).toBe(1);
    expect(counted.sum('callboard_history_messages')).toBe(1);
    expect(counted.sum('callboard_history_bytes')).toBeGreaterThan(0);
  });

  it('count rooms that are kept empty', async () => {
    const server = await startServer({ ...withOps, emptyRoomTtlSeconds: 60 });
    const ann = await JsonParticipant.join(server.json.url, 'r', 'ann');
    ann.act('leave-room');
    await ann.unread();
    const counted = await scrape(server);
    expect(counted.sum('callboard_rooms')).toBe(1);
    expect(counted.sum('callboard_rooms_empty')).toBe(1);
  });
});

describe('the metrics of trouble', () => {
  it('count what clients are refused, by the code that they are told', async () => {
    const server = await startServer({ ...withOps, maxParticipantsPerRoom: 1 });
    const ann = await JsonParticipant.join(server.json.url, 'r', 'ann');
    ann.send({ type: 'who knows' });
    ann.act('chat-message');
    ann.send({ type: 'chat-message', roomId: 'r', userId: 'ben', content: 1 });
    const ben = await JsonParticipant.connect(server.json.url);
    ben.send({ type: 'join-room', roomId: 'r', userId: 'ben' });
    ben.send({ type: 'sync-room', roomId: 'r' });
    for (const each of [ann, ben]) await each.unread();
    await Red5Member.join(server.red5.url, 'r', 'cam');
    for (const query of [
      'room=r',
      'room=r&streamName=other',
      `room=r&streamName=${'x'.repeat(1025)}`,
    ]) {
      await new TestSocket(`${server.red5.url}/?${query}`).closed;
    }
    const counted = await scrape(server);
    expect(counted.by('code', 'callboard_rejections_total', { protocol: 'json' })).toEqual({
      'unknown-type': 1,
      'invalid-message': 1,
      'identity-mismatch': 1,
      'room-full': 1,
      'not-joined': 1,
    });
    expect(counted.by('code', 'callboard_rejections_total', { protocol: 'red5' })).toEqual({
      'missing-parameter': 1,
      'room-full': 1,
      'name-too-long': 1,
    });
    const exceeded = counted.by('limit', 'callboard_limits_exceeded_total');
    expect(exceeded).toEqual({ maxParticipantsPerRoom: 2, maxNameBytes: 1 });
  });

  it('count who is not let in at all', async () => {
    const server = await startServer({ ...withOps, maxConnections: 1 });
    await JsonParticipant.connect(server.json.url);
    for (const { url } of [server.json, server.red5]) await new TestSocket(url).closed;
    const counted = await scrape(server);
    const labels = { code: 'too-many-connections' };
    const refused = counted.by('protocol', 'callboard_rejections_total', labels);
    expect(refused).toEqual({ json: 1, red5: 1 });
    expect(counted.sum('callboard_connections')).toBe(1);
    expect(counted.sum('callboard_connections_opened_total')).toBe(3);
    const closed = counted.by('protocol', 'callboard_connections_closed_total', {
      by: 'server',
      code: '4001',
    });
    expect(closed).toEqual({ json: 1, red5: 1 });
  });

  it('count how connections ended: who closed them, and with which code', async () => {
    const server = await startServer({ ...withOps, maxPayloadBytes: 1024 });
    const { url } = server.json;
    for (const code of [1000, 1001, undefined, 4002, 4444, 4999]) {
      const one = await JsonParticipant.connect(url);
      await one.connection.close(code);
    }
    const lost = await JsonParticipant.connect(url);
    lost.connection.drop();
    const large = await JsonParticipant.connect(url);
    large.connection.send('x'.repeat(1025));
    await large.connection.closed;
    await new TestSocket(server.red5.url).closed;
    const counted = await scrapeUntil(server, (counts) => {
      return counts.sum('callboard_connections_closed_total') === 9;
    });
    const by = (closer: string): object =>
      counted.by('code', 'callboard_connections_closed_total', { by: closer });
    expect({ client: by('client'), nobody: by('nobody'), server: by('server') }).toEqual({
      client: { '1000': 1, '1001': 1, '1005': 1, other: 3 },
      nobody: { '1006': 1 },
      server: { '1005': 1, '1009': 1 },
    });
  });

  it('count clients that read too slowly', async () => {
    const limits = { maxQueuedBytes: 65_536, rateLimitPerSecond: 0 };
    const server = await startServer({ ...withOps, ...limits });
    const sleeper = await JsonParticipant.join(server.json.url, 'r', 'sleeper');
    sleeper.connection.socket.pause();
    const talker = await JsonParticipant.join(server.json.url, 'r', 'talker');
    const content = 'x'.repeat(60_000);
    let counted = await scrape(server);
    while (counted.sum('callboard_slow_consumers_total') === 0) {
      for (let count = 0; count < 20; count += 1) talker.act('chat-message', { content });
      await talker.unread();
      counted = await scrape(server);
    }
    expect(counted.by('protocol', 'callboard_slow_consumers_total')).toEqual({ json: 1 });
    sleeper.connection.socket.resume();
    await sleeper.connection.closed;
    counted = await scrape(server);
    const labels = { code: 'slow-consumer' };
    expect(counted.sum('callboard_rejections_total', labels)).toBe(1);
    expect(counted.sum('callboard_connections_closed_total', { by: 'server', code: '4002' })).toBe(
      1,
    );
    expect(counted.sum('callboard_limits_exceeded_total', { limit: 'maxQueuedBytes' })).toBe(1);
  });

  it('count the lists that a burst of changes was spared', async () => {
    const server = await startServer(withOps);
    const names = Array.from({ length: 20 }, (_, index) => `cam-${String(index)}`);
    const members = names.map((name) => new Red5Member(server.red5.url, 'r', name));
    for (const { connection } of members) await connection.opened();
    const lists = (counts: Scrape): number =>
      counts.sum('callboard_publishes_total', { protocol: 'red5' });
    const saved = (counts: Scrape): number => counts.sum('callboard_coalesced_lists_total');
    // The wait for a list is part of how long it takes until all know.
    const times = { protocol: 'red5' };
    const timed = (counts: Scrape): number =>
      counts.sum('callboard_convergence_seconds_count', times);
    // A list is timed when all have it: a moment after it is counted.
    const counted = await scrapeUntil(
      server,
      (counts) => lists(counts) + saved(counts) === 20 && timed(counts) === lists(counts),
    );
    expect(saved(counted)).toBeGreaterThan(0);
    expect(counted.sum('callboard_convergence_seconds_sum', times)).toBeGreaterThan(0.04);
  });
});

describe('the metrics of time', () => {
  it('time each message once: one for its handling, the others until everybody has them', async () => {
    const server = await startServer(withOps);
    const ann = await JsonParticipant.join(server.json.url, 'r', 'ann');
    const ben = await JsonParticipant.join(server.json.url, 'r', 'ben');
    await ann.next('user-joined');
    const before = await scrape(server);
    for (let count = 0; count < 2 * handlingSample; count += 1) {
      ann.act('chat-message', { content: count });
      await ben.next('chat-message');
    }
    const after = await scrape(server);
    const rise = (name: string): number => after.sum(name) - before.sum(name);
    expect(rise('callboard_handling_seconds_count')).toBe(2);
    expect(rise('callboard_convergence_seconds_count')).toBe(2 * handlingSample - 2);
    for (const name of ['handling', 'convergence']) {
      expect(rise(`callboard_${name}_seconds_sum`)).toBeGreaterThan(0);
      const all = after.sum(`callboard_${name}_seconds_bucket`, { protocol: 'json', le: '+Inf' });
      expect(all).toBe(after.sum(`callboard_${name}_seconds_count`, { protocol: 'json' }));
    }
  });

  it('see the event loop stand still', async () => {
    const server = await startServer(withOps);
    const longOnes = (counts: Scrape): number =>
      counts.sum('callboard_event_loop_lag_seconds_count') -
      counts.sum('callboard_event_loop_lag_seconds_bucket', { le: '0.1' });
    // The first look at the clock has nothing to compare with.
    const before = await scrapeUntil(server, (counts) => {
      return counts.sum('callboard_event_loop_lag_seconds_count') > 0;
    });
    const end = performance.now() + 300;
    while (performance.now() < end);
    const after = await scrapeUntil(server, (counts) => longOnes(counts) > longOnes(before));
    const busy = 'callboard_event_loop_busy_seconds_total';
    expect(after.sum(busy) - before.sum(busy)).toBeGreaterThan(0.25);
  });
});

describe('metrics', () => {
  it('are those of the table, each with its type, its labels and its meaning', async () => {
    const server = await startServer({ ...withOps, bridgeRooms: true });
    const counted = new Scrape(await server.callboard.metrics());
    const definitions = Object.values(metricDefinitions);
    expect(Object.fromEntries(counted.types)).toEqual(
      Object.fromEntries(definitions.map(({ name, type }) => [name, type])),
    );
    for (const { name, type, labels, help } of definitions) {
      expect(counted.text).toContain(`# HELP ${name} ${help}\n`);
      const named = type === 'histogram' ? `${name}_count` : name;
      const series = counted.series.filter((one) => one.name === named);
      expect(series.length, name).toBeGreaterThan(0);
      for (const one of series) expect(Object.keys(one.labels)).toEqual(labels);
    }
  });

  it('have the same series whatever clients send', async () => {
    const server = await startServer({ ...withOps, rateLimitPerSecond: 0 });
    const seriesOf = ({ series }: Scrape): readonly string[] =>
      series
        .filter(({ name }) => name.startsWith('callboard_'))
        .map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`);
    const before = seriesOf(await scrape(server));
    await misbehave(server.json.url, server.red5.url);
    const counted = await scrapeUntil(server, (counts) => {
      return counts.sum('callboard_connections_closed_total') === 61;
    });
    expect(seriesOf(counted)).toEqual(before);
    expect(new Set(before).size).toBe(before.length);
    expect(counted.text).not.toMatch(/hostile/);
    expect(counted.sum('callboard_messages_received_total', { type: 'unknown' })).toBe(200);
  });

  it('count for each server of a process by itself', async () => {
    const one = await startServer(withOps);
    const other = await startServer(withOps);
    await JsonParticipant.join(one.json.url, 'r', 'ann');
    expect((await scrape(one)).sum('callboard_joins_total')).toBe(1);
    expect((await scrape(other)).sum('callboard_joins_total')).toBe(0);
  });

  it('hold those of the process on the operations port, and not for the program around it', async () => {
    const server = await startServer(withOps);
    const names = (counts: Scrape): readonly string[] => [...counts.types.keys()].sort();
    const own = Object.values(metricDefinitions).map(({ name }) => name as string);
    expect(names(new Scrape(await server.callboard.metrics()))).toEqual(own.sort());
    expect(names(await scrape(server))).toEqual(
      expect.arrayContaining([...own, 'process_resident_memory_bytes', 'nodejs_version_info']),
    );
  });

  it('may be switched off', async () => {
    const server = await startServer({ ...withOps, metrics: false });
    await JsonParticipant.join(server.json.url, 'r', 'ann');
    await Red5Member.join(server.red5.url, 'r', 'cam');
    await expect(scrape(server)).rejects.toThrow('status 404');
    expect(await server.callboard.metrics()).toBe('');
  });

  it('say in a drain that nobody is taken any more', async () => {
    const server = await startServer({ ...withOps, drainTimeoutMs: 3_600_000 });
    expect((await scrape(server)).sum('callboard_ready')).toBe(1);
    const ann = await JsonParticipant.join(server.json.url, 'r', 'ann');
    ann.connection.socket.pause();
    const stopped = server.callboard.stop();
    await scrapeUntil(server, (counts) => counts.sum('callboard_ready') === 0);
    ann.connection.socket.resume();
    await stopped;
    const last = new Scrape(await server.callboard.metrics());
    expect(last.sum('callboard_rejections_total', { code: 'draining' })).toBe(1);
    expect(last.sum('callboard_connections_closed_total', { by: 'server', code: '1012' })).toBe(1);
  });
});

/** Types, codes, names, paths and close codes that there are not, from 61 connections. */
async function misbehave(json: string, red5: string): Promise<void> {
  const noisy = await JsonParticipant.connect(json);
  for (let count = 0; count < 200; count += 1) {
    noisy.send({ type: `hostile-${String(count)}"} 1\n`, code: `hostile-${String(count)}` });
  }
  for (const type of ['constructor', '__proto__', 'error', 'other', 'server']) {
    noisy.send({ type: 'join-room', roomId: `hostile-${type}`, userId: type, [type]: type });
    noisy.send({ type: 'leave-room', roomId: `hostile-${type}`, userId: type });
  }
  await noisy.unread();
  await noisy.connection.close();
  for (let count = 0; count < 30; count += 1) {
    const one = await JsonParticipant.connect(`${json}/hostile-${String(count)}`);
    await one.connection.close(4000 + count);
    const other = new TestSocket(`${red5}/?room=hostile-${String(count)}&streamName=hostile`);
    await other.opened();
    await other.close(4500 + count);
  }
}
