import { isUtf8 } from 'node:buffer';

import type { SeededRandom } from '../support/doubles/seeded-random.js';
import { anyJson, damage, deepJson, oddText, randomBytes, textJson } from './odd-values.js';

/** A message of somebody to the JSON port. */
export interface JsonMessage {
  readonly payload: Buffer;
  readonly asText: boolean;
}

/** The speaker: most of what it says is in this name. */
export interface Speaker {
  readonly roomId: string;
  readonly userId: string;
}

/** The fields of every message that the server takes, by its type. */
export type MessageFields = ReadonlyMap<string, readonly string[]>;

/** Few rooms and few users, so that fuzzers meet and replace each other. */
export function anySpeaker(random: SeededRandom): Speaker {
  const roomId = random.below(4) === 0 ? oddText(random) : `room-${random.below(6)}`;
  return { roomId, userId: random.below(4) === 0 ? oddText(random) : `user-${random.below(30)}` };
}

/** A message, from right to senseless. */
export function anyMessage(
  fields: MessageFields,
  speaker: Speaker,
  random: SeededRandom,
): JsonMessage {
  const payload = anyPayload(fields, speaker, random);
  // Text that is not UTF-8 is a matter of WebSocket frames, not of JSON.
  return { payload, asText: random.below(10) > 0 && isUtf8(payload) };
}

function anyPayload(fields: MessageFields, speaker: Speaker, random: SeededRandom): Buffer {
  const kind = random.below(100);
  if (kind < 60) return Buffer.from(nearlyRight(fields, speaker, random));
  if (kind < 80) return damage(Buffer.from(nearlyRight(fields, speaker, random)), random);
  if (kind < 92) return Buffer.from(anyJson(random));
  if (kind < 94) return Buffer.from(deepMessage(fields, speaker, random));
  if (kind < 95) return Buffer.from(hugeMessage(speaker, random));
  return randomBytes(random, random.below(60));
}

/** A message of a known type, whose fields are right more often than not. */
export function nearlyRight(fields: MessageFields, speaker: Speaker, random: SeededRandom): string {
  const types = [...fields.keys()];
  const type = random.below(20) === 0 ? oddText(random) : types[random.below(types.length)];
  const pairs = [`"type":${JSON.stringify(type)}`];
  for (const field of fields.get(type ?? '') ?? []) {
    if (field === 'type' || random.below(12) === 0) continue;
    pairs.push(`${JSON.stringify(field)}:${fieldValue(field, speaker, random)}`);
  }
  if (random.below(20) === 0) pairs.push(`${textJson(random)}:${anyJson(random, 1)}`);
  if (random.below(20) === 0) pairs.push(random.pick(pairsOf(pairs)));
  return `{${pairs.join(',')}}`;
}

/** `pick` wants to be sure that there is one. */
function pairsOf(pairs: readonly string[]): readonly [string, ...string[]] {
  return [pairs[0] ?? '"type":1', ...pairs.slice(1)];
}

function fieldValue(field: string, speaker: Speaker, random: SeededRandom): string {
  if (random.below(12) === 0) return anyJson(random, 2);
  switch (field) {
    case 'roomId':
      return JSON.stringify(speaker.roomId);
    case 'userId':
    case 'fromUserId':
      return JSON.stringify(speaker.userId);
    case 'toUserId':
      return JSON.stringify(`user-${random.below(30)}`);
    case 'presence':
      return random.pick(['"full"', '"delta"', 'null', '""']);
    case 'history':
      return random.pick(['0', '1', '5', '1000000', '-1', '1.5', 'null']);
    case 'recover':
      return `{"epoch":${textJson(random)},"offset":${random.pick(['0', '1', '-1', '1e9', '"1"'])}}`;
    case 'password':
      return random.pick(['""', '""', '""', 'null', '"secret"', '1']);
    default:
      return anyJson(random, 2);
  }
}

function deepMessage(fields: MessageFields, speaker: Speaker, random: SeededRandom): string {
  const deep = deepJson(random);
  if (random.below(3) === 0) return deep;
  const field = random.pick(['content', 'offer', 'candidate', 'roomId', 'extra', 'recover']);
  return nearlyRight(fields, speaker, random).replace(/\}$/, `,"${field}":${deep}}`);
}

/** Messages at the limits: of chat, of what is read, and of what is still answered. */
const hugeBytes = [30_000, 65_530, 65_540, 100_000, 130_900, 131_100, 200_000] as const;

function hugeMessage({ roomId, userId }: Speaker, random: SeededRandom): string {
  const content = random.pick(['x', '"', 'é', '\u0000']).repeat(random.pick(hugeBytes) / 2);
  const name = random.pick(['content', 'userName', 'type', 'extra']);
  return JSON.stringify({ type: 'chat-message', roomId, userId, content: 1, [name]: content });
}
