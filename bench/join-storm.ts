/**
 * What it costs a server when a room fills: server CPU time and bytes sent,
 * with full lists of participants and with changes alone. Both kinds are
 * measured in one run, turn by turn. See README.md.
 */

import { parseArgs } from 'node:util';

import { RawMember } from './raw-member.js';
import { startServerProcess } from './server-process.js';

type Presence = 'full' | 'delta';

interface Result {
  readonly bytes: number;
  readonly cpuSeconds: number;
}

const { values: flags } = parseArgs({
  options: {
    members: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    'in-flight': { type: 'string', default: '25' },
  },
});
const memberCount = Number(flags.members);
const roundCount = Number(flags.rounds);
const inFlight = Number(flags['in-flight']);

/**
 * Full lists pile up faster than anybody reads them, and members here answer
 * no pings: nobody is to be cut off for that.
 */
const serverFlags = ['--max-queued-bytes', String(1024 ** 3), '--idle-timeout-seconds', '960'];

/** Fills one room, at most so many joins under way that the first member has not heard of. */
async function fillRoom(presence: Presence): Promise<Result> {
  const server = await startServerProcess(serverFlags);
  const members: RawMember[] = [];
  try {
    while (members.length < memberCount) members.push(await RawMember.open(server.jsonPort));
    const before = server.cpuSeconds();
    for (const [index, member] of members.entries()) {
      if (index > inFlight) await members[0]?.until(index - inFlight);
      member.send(joinFrame(index, presence));
      // The others hear of the first member by its absence otherwise.
      if (index === 0) await member.until(1);
    }
    for (const [index, member] of members.entries()) await member.until(memberCount - index);
    const cpuSeconds = server.cpuSeconds() - before;
    check(members, presence);
    const bytes = members.reduce((sum, { received }) => sum + received.bytes, 0);
    return { bytes, cpuSeconds };
  } finally {
    for (const member of members) member.destroy();
    await server.stop();
  }
}

function joinFrame(index: number, presence: Presence): string {
  const number = String(index).padStart(4, '0');
  const names = { userId: `user-${number}`, userName: `User ${number}` };
  return JSON.stringify({ type: 'join-room', roomId: 'storm', ...names, presence });
}

/** @throws Error if any member has not seen exactly what it must */
function check(members: readonly RawMember[], presence: Presence): void {
  for (const [index, { received, isOpen }] of members.entries()) {
    const last = JSON.parse(received.lastText) as { offset: number; participants?: unknown[] };
    const listed = presence === 'full' || index === memberCount - 1 ? memberCount : undefined;
    const isRight =
      isOpen &&
      received.frames === memberCount - index &&
      last.offset === memberCount &&
      last.participants?.length === listed;
    if (!isRight) throw new Error(`member ${String(index)} has not seen the whole storm`);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const results: Record<Presence, Result[]> = { full: [], delta: [] };
for (let round = 1; round <= roundCount; round += 1) {
  for (const presence of ['full', 'delta'] as const) {
    const result = await fillRoom(presence);
    results[presence].push(result);
    const { bytes, cpuSeconds } = result;
    console.log(`round ${String(round)}, ${presence}: ${describe(bytes, cpuSeconds)}`);
  }
}
const full = medians(results.full);
const delta = medians(results.delta);
console.log(`\n${String(memberCount)} members, medians of ${String(roundCount)} rounds`);
console.log(`full:  ${describe(full.bytes, full.cpuSeconds)}`);
console.log(`delta: ${describe(delta.bytes, delta.cpuSeconds)}`);
console.log(
  `delta takes 1/${(full.bytes / delta.bytes).toFixed(0)} of the bytes` +
    ` and 1/${(full.cpuSeconds / delta.cpuSeconds).toFixed(0)} of the CPU time`,
);

function medians(all: readonly Result[]): Result {
  return {
    bytes: median(all.map(({ bytes }) => bytes)),
    cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

function describe(bytes: number, cpuSeconds: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB sent, ${cpuSeconds.toFixed(2)} s of server CPU`;
}
