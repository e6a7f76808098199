import { digest } from '../../ledgers/chat-ledger.js';
import type { Crew, CrewFindings } from '../../crews/crew.js';
import type { WorkerJob } from '../../crews/job.js';
import { numbersOf } from '../../crews/pacer.js';
import { Recorder } from '../../measuring/recorder.js';
import type { Pace } from '../../plan/schedule.js';
import { stateAfter, type Recording } from '../../plan/recording.js';
import { type Roster, RoomFrames } from './heard.js';
import { isSo } from './is-so.js';
import { ReplayedPerson, type ReplayedRoom } from './person.js';
import { RoomLedger } from '../../ledgers/room-ledger.js';

/** The people of one copy of the recorded room. */
interface Copy {
  readonly room: ReplayedRoom;
  readonly people: readonly ReplayedPerson[];
}

/** The people of a JSON room that was recorded. All of a room are in one process. */
export function replayCrew(job: WorkerJob, traffic: Recording, pace: Pace): Crew {
  const { options, worker, workers } = job;
  const { rooms } = options;
  const recorder = new Recorder(pace);
  const copies = new Map(
    Array.from(
      numbersOf(rooms, (room) => room % workers === worker),
      (room) => [room, copyOf(job, traffic, room, recorder)],
    ),
  );
  const all = [...copies.values()];
  const stateAt = (events: number): Roster => stateAfter(traffic, Math.floor(events / rooms));

  function isRight(person: number, { people }: Copy, state: Roster): boolean {
    const roster = people[person]?.roster ?? null;
    return state.has(person) ? roster !== null && isSame(roster, state) : roster === null;
  }

  function findings(events: number): CrewFindings {
    const state = stateAt(events);
    const lost = all.reduce((sum, { room }) => sum + room.ledger.missing, 0);
    const everybody = traffic.people.map((_, person) => person);
    const wrong = all.map((copy) => everybody.filter((one) => !isRight(one, copy, state)).length);
    const rosters = new Map<number, number>();
    const orders = new Map<number, number>();
    for (const { room, people } of all) {
      const { disagreeing } = room.ledger;
      for (const [person, { roster }] of people.entries()) {
        const client = room.room * people.length + person;
        if (roster !== null) rosters.set(client, [...roster.keys()].reduce(digest, 0));
        // Stays are of different lengths: the ledger has compared them itself.
        orders.set(client, person < disagreeing ? client + 1 : 0);
      }
    }
    return {
      expected: recorder.deliveries + lost,
      lost,
      wrongRooms: wrong.reduce((sum, one) => sum + one, 0),
      orders,
      rosters,
    };
  }

  return {
    pace,
    recorder,
    events: numbersOf(pace.count, (event) => copies.has(event % rooms)),
    prepare: async () => {
      await Promise.all(all.map((copy) => settle(copy, traffic, recorder)));
    },
    act: (event) => {
      const one = traffic.events[Math.floor(event / rooms)];
      if (one !== undefined) copies.get(event % rooms)?.people[one.person]?.act({ event, ...one });
    },
    isComplete: (events) => {
      if (!all.every(({ people }) => people.every(({ isSettled }) => isSettled))) return false;
      if (!all.every(({ room }) => room.ledger.missing === 0)) return false;
      const state = stateAt(events);
      return all.every((copy) => traffic.people.every((_, person) => isRight(person, copy, state)));
    },
    findings,
  };
}

function copyOf(
  { options, tag, urls }: WorkerJob,
  { people }: Recording,
  number: number,
  recorder: Recorder,
): Copy {
  const firstClient = number * people.length;
  const room: ReplayedRoom = {
    url: urls.json,
    tag,
    room: number,
    presence: options.presence,
    recorder,
    frames: new RoomFrames(tag, firstClient, people.length),
    ledger: new RoomLedger(recorder.faults, (event, atMs) => recorder.seen(event, atMs)),
  };
  return {
    room,
    people: people.map(
      ({ name }, person) => new ReplayedPerson(person, firstClient + person, name, room),
    ),
  };
}

/** Lets those in who were there when the recording began, one after the other. */
async function settle({ people }: Copy, traffic: Recording, recorder: Recorder): Promise<void> {
  const state = stateAfter(traffic, 0);
  const unmeasured = { event: -1, content: '' };
  for (const [person, isStreaming] of state) {
    const one = people[person];
    one?.act({ ...unmeasured, kind: 'join' });
    await isSo(() => one?.roster != null, recorder);
    if (isStreaming) one?.act({ ...unmeasured, kind: 'start-stream' });
  }
  const present = [...state.keys()].flatMap((person) => people[person] ?? []);
  await isSo(
    () => present.every(({ roster }) => roster !== null && isSame(roster, state)),
    recorder,
  );
}

function isSame(one: Roster, other: Roster): boolean {
  return one.size === other.size && [...one].every(([person, flag]) => other.get(person) === flag);
}
