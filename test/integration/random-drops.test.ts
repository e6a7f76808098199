import { setImmediate as nextTurn } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { usersOf } from '../support/clients/json-participant.js';
import { type Drop, ReconnectingParticipant } from '../support/clients/reconnecting-participant.js';
import { SeededRandom } from '../support/doubles/seeded-random.js';
import { startServer } from '../support/servers/server.js';

const people = ['ann', 'bob', 'carol', 'dave', 'eve', 'frank'] as const;
const waysToDrop: readonly [Drop, ...Drop[]] = ['terminate', 'half-sent', 'close'];

/** The settings with which one comes back as if nothing had happened. */
const settings = {
  reconnectGraceMs: 10_000,
  emptyRoomTtlSeconds: 60,
  historySize: 100_000,
  historyMaxBytes: 100_000_000,
};

/** A failure is repeated, nearly, by repeating its seed: the network has a say, too. */
const seed = 20_261_122;

it(`loses nothing, doubles nothing and keeps one order, though connections drop a thousand times (seed ${seed})`, async () => {
  const { json } = await startServer(settings);
  const participants = people.map((name, index) => {
    const presence = index % 2 === 0 ? 'delta' : 'full';
    const manners = { presence, isImpatient: index % 3 === 0 } as const;
    return new ReconnectingParticipant(json.url, 'lobby', name, manners);
  });
  for (const one of participants) await one.quiet();

  await chatAndDrop(participants, new SeededRandom(seed), 1_000);
  for (const one of participants) await one.quiet();
  const total = participants.reduce((sum, { said }) => sum + said.length, 0);
  for (const one of participants) {
    await one.until(() => one.heard.length >= total, `all of ${String(total)} messages`);
  }

  const heard = participants[0]?.heard ?? [];
  expect(new Set(heard.map(({ messageId }) => messageId)).size).toBe(total);
  for (const { userId, said, heard: own, complaints } of participants) {
    expect(complaints).toEqual([]);
    expect(own).toEqual(heard);
    const contents = heard.filter((one) => one.userId === userId).map(({ content }) => content);
    expect(contents).toEqual(said);
  }
  await expectEverybodyOnce(participants);
  expectSeatsWereResumed(participants);
});

/** Everybody talks and drops in turns that nobody waits for. */
async function chatAndDrop(
  participants: readonly ReconnectingParticipant[],
  random: SeededRandom,
  drops: number,
): Promise<void> {
  let count = 0;
  let dropped = 0;
  while (dropped < drops) {
    const one = participants[random.below(participants.length)];
    if (random.below(3) === 0) {
      dropped += one?.drop(random.pick(waysToDrop)) === true ? 1 : 0;
    } else {
      one?.say(`message ${String((count += 1))}`);
    }
    // From nothing at all to a reconnect and more may happen in between.
    for (let turns = random.pick([0, 0, 1, 3, 10]); turns > 0; turns -= 1) await nextTurn();
  }
}

async function expectEverybodyOnce(
  participants: readonly ReconnectingParticipant[],
): Promise<void> {
  for (const one of participants) {
    const room = await one.roomState();
    expect(usersOf(room).toSorted()).toEqual([...people]);
    expect(JSON.stringify(room)).not.toContain('"away"');
  }
}

/** The ways back that this is about have been gone. */
function expectSeatsWereResumed(participants: readonly ReconnectingParticipant[]): void {
  const countOf = (type: string): number =>
    participants.reduce((sum, { counts }) => sum + (counts.get(type) ?? 0), 0);
  expect(countOf('user-away')).toBeGreaterThan(0);
  expect(countOf('user-back')).toBeGreaterThan(0);
  expect(countOf('user-left')).toBeGreaterThan(0);
  expect(participants.reduce((sum, { repeated }) => sum + repeated, 0)).toBeGreaterThan(0);
}
