/** The course of one connection of the fuzzer, for each kind of input. */

import type { Ports } from '../support/servers/ports.js';
import type { SeededRandom } from '../support/doubles/seeded-random.js';
import { encodeFrame, opcodes } from '../support/clients/wire.js';
import { FrameInputs } from './frame-inputs.js';
import { FuzzSocket } from './fuzz-socket.js';
import { checkRefusal, countAnswers } from './http-answers.js';
import { anyRequest, brokenRequest } from './http-inputs.js';
import { JsonAnswers, messageFields } from './json-answers.js';
import { anyMessage, anySpeaker, type Speaker } from './json-messages.js';
import { anyQuery } from './query-inputs.js';

/** @returns how many inputs were sent; throws if the server did what it must not */
export type Case = (ports: Ports, random: SeededRandom) => Promise<number>;

/** A connection that is gone afterwards, whatever happens. */
async function using(socket: FuzzSocket, use: () => Promise<number>): Promise<number> {
  try {
    return await use();
  } finally {
    socket.destroy();
  }
}

const endOfCase = 'end of case';

/** Waits until everything sent so far has been read, and answered where it is answered. */
async function settle(socket: FuzzSocket, random: SeededRandom): Promise<void> {
  socket.write(encodeFrame({ opcode: opcodes.ping, payload: endOfCase }));
  await socket.until(
    () => socket.pongs.at(-1) === endOfCase || socket.isOver,
    'an answer to the last ping',
  );
  if (socket.isOver) throw new Error('the server has closed for nothing');
  socket.pongs.pop();
  socket.leave(random);
}

function joinFrame({ roomId, userId }: Speaker): Buffer {
  const join = { type: 'join-room', roomId, userId, userName: userId };
  return Buffer.from(JSON.stringify(join));
}

/** Messages of one connection. */
const messagesInCase = 64;

const json: Case = async (ports, random) => {
  const socket = await FuzzSocket.upgraded(ports.json, '/');
  return using(socket, async () => {
    const speaker = anySpeaker(random);
    const answers = new JsonAnswers();
    const frames: Buffer[] = [];
    const say = (payload: Buffer, asText: boolean): void => {
      answers.said(payload);
      frames.push(encodeFrame({ opcode: asText ? opcodes.text : opcodes.binary, payload }));
    };
    if (random.below(5) > 0) say(joinFrame(speaker), true);
    while (frames.length < messagesInCase && answers.fate === 'open') {
      const { payload, asText } = anyMessage(messageFields, speaker, random);
      say(payload, asText);
    }
    await socket.writeAnyhow(Buffer.concat(frames), random);
    if (answers.fate === 'open') await settle(socket, random);
    else await socket.until(() => socket.isOver, 'a close');
    answers.check(socket.texts);
    if (answers.fate === 'closed' && socket.closeCode !== 1009) {
      throw new Error(`closed with ${socket.closeCode ?? 'nothing'} for its size`);
    }
    return frames.length;
  });
};

/** Frames of one connection, unless one of them ends it. */
const framesInCase = 24;

const frames: Case = async (ports, random) => {
  const isRed5 = random.below(3) === 0;
  const name = `frames-${random.below(4)}`;
  const socket = await FuzzSocket.upgraded(
    isRed5 ? ports.red5 : ports.json,
    `/?room=${name}&streamName=${random.below(20)}`,
  );
  return using(socket, async () => {
    const speaker = anySpeaker(random);
    const inputs = new FrameInputs(random, messageFields, speaker);
    socket.write(encodeFrame({ opcode: opcodes.text, payload: joinFrame(speaker) }));
    const pongs: string[] = [];
    for (let count = 1; count <= framesInCase; count += 1) {
      const { bytes, pong, isLast } = inputs.next();
      await socket.writeAnyhow(bytes, random);
      if (pong !== null) pongs.push(pong);
      if (!isLast) continue;
      await socket.finish();
      return count;
    }
    await settle(socket, random);
    if (JSON.stringify(pongs) !== JSON.stringify(socket.pongs)) {
      throw new Error(`${pongs.length} pings, but other pongs: ${socket.pongs.length}`);
    }
    return framesInCase;
  });
};

const query: Case = async (ports, random) => {
  const { target, expected } = anyQuery(random);
  const socket = await FuzzSocket.upgraded(ports.red5, target);
  return using(socket, async () => {
    await socket.until(() => socket.texts.length > 0 || socket.isOver, 'a list or a refusal');
    const [first = ''] = socket.texts;
    if (first.startsWith('{')) {
      checkList(JSON.parse(first), expected);
      socket.leave(random);
      return 1;
    }
    if (expected !== null) throw new Error(`refused: ${target}: ${first}`);
    await socket.until(() => socket.isOver, 'a close');
    const isExplained = first !== '' && [1005, 1008].includes(socket.closeCode ?? 0);
    if (!isExplained) throw new Error(`${target}: "${first}", ${String(socket.closeCode)}`);
    return 1;
  });
};

function checkList(value: unknown, expected: ReturnType<typeof anyQuery>['expected']): void {
  // Whatever is not there as it must be shows in the checks below.
  const { room, streams } = value as { room?: unknown; streams?: unknown };
  const isList =
    typeof room === 'string' &&
    Array.isArray(streams) &&
    streams.every((name) => typeof name === 'string' && name !== '') &&
    new Set(streams).size === streams.length;
  if (!isList) throw new Error(`no list: ${JSON.stringify(value).slice(0, 300)}`);
  if (expected === null) return;
  if (room !== expected.room || !streams.includes(expected.streamName)) {
    throw new Error(`${JSON.stringify(expected)}, but ${JSON.stringify(value).slice(0, 300)}`);
  }
}

const requestsInCase = 16;

const http: Case = async (ports, random) => {
  const socket = await FuzzSocket.open(random.pick([ports.json, ports.red5, ports.ops]));
  return using(socket, async () => {
    const requests = Array.from({ length: 1 + random.below(requestsInCase) }, () =>
      anyRequest(random),
    );
    const heads = requests.map(({ isHead }) => isHead);
    // One at a time in a write of its own: not every engine takes a request line in two segments.
    for (const { bytes } of requests) socket.write(bytes);
    await socket.until(
      () => countAnswers(socket.text, heads) === heads.length || socket.isOver,
      'all answers',
    );
    if (socket.isOver) checkRefusal(socket.text);
    else socket.leave(random);
    return requests.length;
  });
};

const raw: Case = async (ports, random) => {
  const socket = await FuzzSocket.open(random.pick([ports.json, ports.red5, ports.ops]));
  return using(socket, async () => {
    await socket.writeAnyhow(brokenRequest(random), random);
    await socket.finish();
    checkRefusal(socket.text);
    return 1;
  });
};

/** Every kind of input. */
export const cases = { json, frames, query, http, raw } as const satisfies Record<string, Case>;

export type CaseKind = keyof typeof cases;

/** The shares of a hundred connections; most inputs are messages all the same. */
export const caseShares: readonly (readonly [CaseKind, number])[] = [
  ['json', 14],
  ['frames', 14],
  ['http', 12],
  ['query', 30],
  ['raw', 30],
];
