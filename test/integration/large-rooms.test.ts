import { expect, it } from 'vitest';

import { shortestRestMs } from '../../protocols/red5/coalesce.js';
import { CrowdMember } from '../support/clients/crowd.js';
import { type Frame, JsonParticipant, usersOf } from '../support/clients/json-participant.js';
import { startServer } from '../support/servers/server.js';

const size = 1000;
const names = Array.from({ length: size }, (_, index) => `u${String(index)}`);

/** So many come or go together: what they cause goes out in fewer, larger pieces. */
const batchSize = 50;

/** Every so many of a JSON crowd is told whole lists: with all of them it would be 60 GB. */
const fullShare = 100;

/** No pings while a crowd is busy with lists. */
const idleTimeoutSeconds = 960;

it('fills and empties a room of 1000 JSON participants with the right list or change in every frame', async () => {
  const { json, callboard } = await startServer({ idleTimeoutSeconds });
  const lists: Sight[] = [];
  const changes: Sight[] = [];
  const join = async (index: number, seen?: Sight[]): Promise<CrowdMember> => {
    const onText = seen && ((text: string): number => seen.push(sightOf(text)));
    const member = await CrowdMember.connect(json.port, '/', onText);
    const presence = index % fullShare === 0 ? 'full' : 'delta';
    const [roomId, userId] = ['r', names[index]];
    member.send({ type: 'join-room', roomId, userId, userName: userId, presence });
    await member.received(1);
    return member;
  };
  // One of each kind comes first, stays to the end and sees everything.
  const full = await join(0, lists);
  const delta = await join(1, changes);
  const others = await inBatches(names.slice(2), (_, index) => join(index + 2));
  const members = [full, delta, ...others];
  await Promise.all([full.received(size), delta.received(size - 1)]);

  const [, ...joins] = changes;
  const order = [...names.slice(0, 2), ...joins.map(({ userId }) => userId)];
  expect(order.toSorted()).toEqual(names.toSorted());
  expect(joins).toEqual(changesTo(order.slice(2), 'user-joined', 3));
  expect(lists.map(({ type }) => type)).toEqual(['room-joined', ...told('user-joined', 1)]);
  expect(lists.findIndex(({ users }, index) => !isStart(order, users, index + 1))).toBe(-1);
  // Everyone got what the first of their kind got from then on, frame by frame.
  const joinedAt = new Map(order.map((name, index) => [name, index]));
  const sizesFor = (index: number): readonly number[] => {
    const after = (joinedAt.get(names[index]) ?? 0) + 1;
    return index % fullShare === 0 ? full.sizes.slice(after) : delta.sizes.slice(after - 1);
  };
  await Promise.all(members.map((one, index) => one.received(1 + sizesFor(index).length)));
  for (const [index, { sizes }] of members.entries()) {
    expect(sizes.slice(1)).toEqual(sizesFor(index));
  }
  // Whoever applies the changes has the list that everybody gets who asks for it.
  const counts = members.map(({ sizes }) => sizes.length);
  for (const member of members) member.send({ type: 'sync-room', roomId: 'r' });
  await Promise.all(members.map((one, index) => one.received((counts[index] ?? 0) + 1)));
  for (const member of members) expect(usersOf(frameOf(member.newest))).toEqual(order);

  lists.length = 0;
  changes.length = 0;
  await inBatches(others, (member) => member.leave());
  await Promise.all([full.received(2 * size - 1), delta.received(2 * size - 2)]);

  const gone = changes.map(({ userId }) => userId);
  expect(gone.toSorted()).toEqual(names.slice(2).toSorted());
  expect(changes).toEqual(changesTo(gone, 'user-left', size + 1));
  expect(lists.map(({ type }) => type)).toEqual(told('user-left', 2));
  const left = new Set<unknown>();
  for (const [index, { users }] of lists.entries()) {
    left.add(gone[index]);
    expect(users?.length).toBe(size - left.size);
    expect(users?.some((user) => left.has(user))).toBe(false);
  }
  await Promise.all([full.leave(), delta.leave()]);
  const late = await JsonParticipant.connect(json.url);
  late.send({ type: 'list-rooms' });
  expect(await late.next('rooms-list')).toMatchObject({ rooms: [] });
  expect(callboard.connections).toBe(1);
});

it('fills and empties a room of 1000 Red5 streams with no list but right ones, and few of them', async () => {
  const { red5, callboard } = await startServer({ idleTimeoutSeconds });
  const lists: (readonly string[])[][] = names.map(() => []);
  const began = performance.now();
  const members = await inBatches(names, (name, index) =>
    CrowdMember.connect(red5.port, `/?room=r&streamName=${name}`, (text) =>
      lists[index]?.push(streamsOf(text)),
    ),
  );
  const isWhole = ({ sizes }: CrowdMember): boolean => sizes.at(-1) === wholeListBytes;
  await Promise.all(members.map((one) => one.until(() => isWhole(one))));
  const tookMs = performance.now() - began;

  const order = lists[0]?.at(-1) ?? [];
  expect(order.toSorted()).toEqual(names.toSorted());
  for (const [index, mine] of lists.entries()) {
    expect(mine.findIndex((list) => !isStart(order, list, list.length))).toBe(-1);
    expect(mine[0]).toContain(names[index]);
    expect(mine.at(-1)).toHaveLength(size);
    // One list for each change would be 1000 for whoever joined first.
    expect(mine.length).toBeLessThanOrEqual(1 + tookMs / shortestRestMs);
  }

  const [observer, ...others] = members;
  if (observer === undefined) throw new Error('a crowd has a first member');
  const seen = lists[0] ?? [];
  seen.length = 0;
  const leftAt = performance.now();
  await inBatches(others, (member) => member.leave());
  await observer.until(() => observer.newest === JSON.stringify({ room: 'r', streams: ['u0'] }));

  // In the order of joining, each without more of the others than the one before.
  const places = new Map(order.map((name, index) => [name, index]));
  const isSorted = (list: readonly string[]): boolean =>
    list.every((name, at) => at === 0 || place(name) > place(list[at - 1] ?? ''));
  const place = (name: string): number => places.get(name) ?? Number.NaN;
  expect(seen.filter((list) => !isSorted(list) || !list.includes('u0'))).toEqual([]);
  for (const [index, list] of seen.entries()) {
    const before = new Set(seen[index - 1] ?? order);
    expect(list.filter((name) => !before.has(name))).toEqual([]);
  }
  expect(seen.length).toBeLessThanOrEqual(1 + (performance.now() - leftAt) / shortestRestMs);
  expect(callboard.connections).toBe(1);
});

/** Does something with all of them, some at a time. */
async function inBatches<T, R>(
  all: readonly T[],
  act: (one: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < all.length; start += batchSize) {
    const batch = all.slice(start, start + batchSize);
    results.push(...(await Promise.all(batch.map((one, index) => act(one, start + index)))));
  }
  return results;
}

const wholeListBytes = JSON.stringify({ room: 'r', streams: names }).length;

function streamsOf(text: string): readonly string[] {
  // What the server sends; a wrong shape fails the comparison that follows.
  return (JSON.parse(text) as { streams: string[] }).streams;
}

/** A frame that tells of a change; users is null where it has no list. */
interface Sight {
  readonly type: string;
  readonly offset: unknown;
  readonly userId: unknown;
  readonly users: readonly unknown[] | null;
}

function sightOf(text: string): Sight {
  const frame = frameOf(text);
  const { type, offset, userId } = frame;
  return { type, offset, userId, users: 'participants' in frame ? usersOf(frame) : null };
}

function frameOf(text: string): Frame {
  // What the server sends; usersOf looks at the part that matters.
  return JSON.parse(text) as Frame;
}

/** The frames about each of these in turn, for whoever hears changes alone. */
function changesTo(userIds: readonly unknown[], type: string, offset: number): readonly Sight[] {
  return userIds.map((userId, index) => ({ type, offset: offset + index, userId, users: null }));
}

/** A type once for each of the crowd but the first few. */
function told(type: string, but: number): readonly string[] {
  return names.slice(but).map(() => type);
}

/** Whether these are the first `count` of all, in their order. */
function isStart(
  all: readonly unknown[],
  users: readonly unknown[] | null,
  count: number,
): boolean {
  return users?.length === count && users.every((user, index) => user === all[index]);
}
