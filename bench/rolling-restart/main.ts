/**
 * The program that restarts Callboard behind nginx under its clients, once to
 * another port and once back: whether anything that was acknowledged is lost,
 * and how they come back. See README.md.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { type ChatMessage, RoomClient } from '../../src/client/index.js';
import { adapt, readmeBlock } from '../documents/readme.js';
import { freePorts } from './free-ports.js';
import { startNginx } from './nginx.js';
import { observe, type Observation } from './observed-socket.js';
import { describeReturns, largestShare, lossesOf } from './returns.js';
import { type ServerProcess, startServerProcess } from './server-process.js';

const { values: flags } = parseArgs({
  options: {
    clients: { type: 'string', default: '2000' },
    'room-size': { type: 'string', default: '20' },
    'drain-timeout-ms': { type: 'string', default: '10000' },
    'messages-per-second': { type: 'string', default: '100' },
    'largest-share': { type: 'string', default: '0.1' },
  },
});
const clientCount = Number(flags.clients);
const roomSize = Number(flags['room-size']);
const messageIntervalMs = 1000 / Number(flags['messages-per-second']);
/** More of the clients than this may not come back within the same tenth of a second. */
const allowedShare = Number(flags['largest-share']);

const observations: Observation[] = [];
const acknowledged: ChatMessage[] = [];
const unanswered = new Set<Promise<unknown>>();

async function openClients(url: string): Promise<readonly RoomClient[]> {
  const clients = Array.from({ length: clientCount }, (_, index) => {
    const userId = `user-${String(index)}`;
    const roomId = `room-${String(Math.floor(index / roomSize))}`;
    return new RoomClient(url, { roomId, userId, WebSocket: observe(userId, observations) });
  });
  const waiting = [...clients];
  const joinAll = async (): Promise<void> => {
    for (let client = waiting.pop(); client !== undefined; client = waiting.pop()) {
      await client.join();
    }
  };
  await Promise.all(Array.from({ length: 50 }, joinAll));
  return clients;
}

/** Has somebody say something, again and again, connected or not. */
function startTalking(clients: readonly RoomClient[]): () => void {
  let count = 0;
  const timer = setInterval(() => {
    // A prime, so that it goes through all rooms and all members.
    const client = clients[(count * 7919) % clients.length];
    count += 1;
    if (client === undefined) return;
    const answered = client.sendMessage(`message ${String(count)}`).then((message) => {
      acknowledged.push(message);
      unanswered.delete(answered);
    });
    unanswered.add(answered);
  }, messageIntervalMs);
  return () => {
    clearInterval(timer);
  };
}

/** Ends a server in good order and waits until everyone is back. @returns when each was, in ms after the signal */
async function moveAway(server: ServerProcess): Promise<readonly number[]> {
  const before = observations.length;
  const signalledAt = performance.now();
  await server.stop();
  while (observations.length < before + clientCount) await delay(50);
  return observations.slice(before).map(({ seatedAtMs }) => seatedAtMs - signalledAt);
}

const [door = 0, first = 0, second = 0] = await freePorts(3);
const start = (port: number): Promise<ServerProcess> =>
  startServerProcess([
    '--json-port',
    String(port),
    '--host',
    '127.0.0.1',
    '--log-level',
    'info',
    '--drain-timeout-ms',
    flags['drain-timeout-ms'],
  ]);

let server = await start(first);
const upstream = adapt(
  readmeBlock('src/transport/README.md', 'A restart without a pause', 'nginx'),
  {
    '127.0.0.1:8080': `127.0.0.1:${String(first)}`,
    '127.0.0.1:8090': `127.0.0.1:${String(second)}`,
  },
);
const nginx = await startNginx(door, upstream);
try {
  const clients = await openClients(`ws://127.0.0.1:${String(door)}`);
  const stopTalking = startTalking(clients);
  const shares: number[] = [];
  for (const port of [second, first]) {
    await delay(1000);
    const next = await start(port);
    const returns = await moveAway(server);
    server = next;
    console.log(describeReturns(returns));
    shares.push(largestShare(returns));
  }
  stopTalking();
  await Promise.all(unanswered);
  // Whoever was acknowledged has been heard by all who were there: it is under way to them.
  await delay(500);
  const losses = lossesOf(acknowledged, observations, roomSize);
  const result = { clients: clientCount, ...losses, largestShare: Math.max(...shares) };
  console.log(JSON.stringify(result));
  const isRight =
    losses.lost === 0 && losses.undismissed === 0 && result.largestShare <= allowedShare;
  if (!isRight) process.exitCode = 1;
  await Promise.all(clients.map((client) => client.leave()));
} finally {
  await server.stop();
  await nginx.stop();
}
