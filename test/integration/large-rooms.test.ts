import { expect, it } from 'vitest';

import { CrowdMember } from '../support/clients/crowd.js';
import { type Frame, JsonParticipant, usersOf } from '../support/clients/json-participant.js';
import { startServer } from '../support/servers/server.js';

const size = 1000;
const names = Array.from({ length: size }, (_, index) => `u${String(index)}`);

/** No pings while a crowd is busy with lists. */
const idleTimeoutSeconds = 960;
const timeoutMs = 240_000;

it(
  'fills and empties a room of 1000 JSON participants with the right list in every frame',
  async () => {
    const { json, callboard } = await startServer({ idleTimeoutSeconds });
    const seen: Sight[] = [];
    const members: CrowdMember[] = [];
    for (const name of names) {
      const onText = (text: string): number => seen.push(sightOf(text));
      const member = await (members.length === 0
        ? CrowdMember.connect(json.port, '/', onText)
        : CrowdMember.connect(json.port, '/'));
      members.push(member);
      member.send({ type: 'join-room', roomId: 'r', userId: name, userName: name });
      await member.received(1);
    }
    const [observer, ...others] = members;
    if (observer === undefined) throw new Error('a crowd has a first member');
    await Promise.all(members.map((member, index) => member.received(size - index)));

    expect(seen.map(({ type }) => type)).toEqual(expectedTypes('user-joined'));
    expect(seen.findIndex(({ users }, index) => !isFirst(users, index + 1))).toBe(-1);
    for (const member of others) expect(usersOf(frameOf(member.newest))).toEqual(names);

    seen.length = 0;
    for (const [index, member] of others.entries()) {
      await member.leave();
      await observer.received(size + index + 1);
    }

    expect(seen.map(({ type }) => type)).toEqual(others.map(() => 'user-left'));
    expect(seen.findIndex(({ users }, index) => !isRemainder(users, index + 1))).toBe(-1);
    // Everyone got what the observer got while they were there, frame by frame.
    for (const [index, { sizes }] of others.entries()) {
      expect(sizes.slice(1)).toEqual(observer.sizes.slice(index + 2, index + size));
    }
    await observer.leave();
    const late = await JsonParticipant.connect(json.url);
    late.send({ type: 'list-rooms' });
    expect(await late.next('rooms-list')).toMatchObject({ rooms: [] });
    expect(callboard.connections).toBe(1);
  },
  timeoutMs,
);

it(
  'fills and empties a room of 1000 Red5 streams with no list but right ones, and few of them',
  async () => {
    const { red5, callboard } = await startServer({ idleTimeoutSeconds });
    const lists: (readonly string[])[][] = [];
    const members: CrowdMember[] = [];
    for (const [index, name] of names.entries()) {
      const mine: (readonly string[])[] = [];
      lists.push(mine);
      const target = `/?room=r&streamName=${name}`;
      const onText = (text: string): number => mine.push(streamsOf(text));
      members.push(await CrowdMember.connect(red5.port, target, onText));
      // One after the other, so that the order of joining is known.
      if (index % 100 === 0) await members.at(-1)?.received(1);
    }
    await Promise.all(members.map((member) => member.until(() => isWhole(member.newest))));

    for (const [index, mine] of lists.entries()) {
      expect(mine.findIndex((list) => !isFirst(list, list.length))).toBe(-1);
      expect(mine[0]).toContain(names[index]);
      expect(mine.at(-1)).toHaveLength(size);
      // One list for each change would be twice as many for whoever joined first.
      expect(mine.length).toBeLessThan(size / 2);
    }

    const [observer, ...others] = members;
    if (observer === undefined) throw new Error('a crowd has a first member');
    const seen = lists[0] ?? [];
    seen.length = 0;
    for (const member of others) await member.leave();
    await observer.until(() => observer.newest === JSON.stringify({ room: 'r', streams: ['u0'] }));

    expect(seen.findIndex((list) => !isRemainder(list, size - list.length))).toBe(-1);
    expect(seen.length).toBeLessThan(size / 2);
    expect(callboard.connections).toBe(1);
  },
  timeoutMs,
);

const wholeList = JSON.stringify({ room: 'r', streams: names });

function isWhole(text: string): boolean {
  return text.length === wholeList.length && text === wholeList;
}

function streamsOf(text: string): readonly string[] {
  // What the server sends; a wrong shape fails the comparison that follows.
  return (JSON.parse(text) as { streams: string[] }).streams;
}

/** What a frame says, without its list if that is as it should be. */
interface Sight {
  readonly type: string;
  readonly users: readonly unknown[];
}

function sightOf(text: string): Sight {
  const frame = frameOf(text);
  return { type: frame.type, users: usersOf(frame) };
}

function frameOf(text: string): Frame {
  // What the server sends; usersOf looks at the part that matters.
  return JSON.parse(text) as Frame;
}

function expectedTypes(type: string): readonly string[] {
  return ['room-joined', ...Array.from({ length: size - 1 }, () => type)];
}

/** The first `count` names, in order. */
function isFirst(users: readonly unknown[], count: number): boolean {
  return users.length === count && users.every((user, index) => user === names[index]);
}

/** The observer and those who have not left after the first `gone` of the others did. */
function isRemainder(users: readonly unknown[], gone: number): boolean {
  const left = [names[0], ...names.slice(gone + 1)];
  return users.length === left.length && users.every((user, index) => user === left[index]);
}
