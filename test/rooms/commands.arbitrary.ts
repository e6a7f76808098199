import fc from 'fast-check';

import type {
  Claim,
  Command,
  Identifier,
  JoinCommand,
  SeatedCommand,
  SeatKind,
} from '../../src/protocol.js';
import type { RoomPolicy } from '../../src/rooms/policy.js';
import type { RoomModel } from './room-model.js';
import { name, seatedCommands, userIds } from './seated-commands.js';

/** The knowledge of the rooms that those have who send commands. */
export type Knowledge = Pick<RoomModel, 'claimOf' | 'progressOf' | 'seats' | 'tokens'>;

/** A command that depends on what is known when it is given. */
export type CommandPlan = (known: Knowledge) => Command;

const connections = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'] as const;
const namespaces = ['json', 'red5'] as const;
const roomIds = ['lobby', '__proto__', 42, '42'] as const;

const connection = fc.constantFrom(...connections);
// One room is the busy one, so that much happens in it.
const roomId = fc.oneof(
  { weight: 4, arbitrary: fc.constant(roomIds[0]) },
  { weight: 1, arbitrary: fc.constantFrom<Identifier[]>(...roomIds) },
);
const userId = fc.constantFrom<Identifier[]>(...userIds);
const namespace = fc.oneof(
  { weight: 6, arbitrary: fc.constant(namespaces[0]) },
  { weight: 1, arbitrary: fc.constant(namespaces[1]) },
);
const password = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('secret', 'wrong') },
);
const foreignClaim = fc.record({ roomId, userId });

/** Null: the claim that is right at that moment. */
const claim = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: foreignClaim },
);
const nobody: Claim = { roomId: 'lobby', userId: 'ann' };
const nobodysSeat = {
  room: { namespace: 'json', roomId: 'lobby' },
  userId: 'ann',
  token: 'a token for nothing',
};

const seat: fc.Arbitrary<SeatKind> = fc.oneof(
  { weight: 13, arbitrary: fc.constant('resumable') },
  { weight: 3, arbitrary: fc.constant('own') },
  { weight: 4, arbitrary: fc.constant('shared') },
  { weight: 5, arbitrary: fc.constant('hidden') },
);

/** A wish for the past: an epoch that is or is not the room's, and how many events were missed. */
const recover = fc.option(
  fc.record({
    isOfThisEpoch: fc.oneof(
      { weight: 5, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
    // Less than none: the room has never come that far.
    missed: fc.integer({ min: -1, max: 12 }),
  }),
);

const joinFields = {
  connection,
  userName: name,
  roomName: name,
  password,
  seat,
  history: fc.constantFrom(0, 0, 1, 3, 100),
  recover,
};

type PlannedJoin = Omit<JoinCommand, 'type' | 'recover'> & {
  readonly recover: { readonly isOfThisEpoch: boolean; readonly missed: number } | null;
};

const join = fc
  .record({ ...joinFields, room: fc.record({ namespace, roomId }), userId })
  .map((fields) => (known: Knowledge) => joinOf({ ...fields, resumeToken: null }, known));

/** Somebody comes for a seat that is there: with its token, with one of another time or seat, or with none. */
const comeBack = fc
  .record({
    ...joinFields,
    index: fc.nat(100),
    shows: fc.constantFrom('its own', 'its own', 'its own', 'any', 'a wrong one', 'none'),
  })
  .map(({ index, shows, ...fields }) => (known: Knowledge) => {
    const wanted = known.seats[index % known.seats.length];
    const { room, userId: user, token } = wanted ?? nobodysSeat;
    const tokens = new Map([
      ['its own', token],
      ['any', known.tokens[index % known.tokens.length] ?? null],
      ['a wrong one', 'never given out'],
    ]);
    const resumeToken = tokens.get(shows) ?? null;
    return joinOf({ ...fields, room, userId: user, resumeToken }, known);
  });

function joinOf({ recover: wish, ...fields }: PlannedJoin, known: Knowledge): Command {
  const seen = known.progressOf(fields.room) ?? { epoch: 'of no room', offset: 0 };
  const epoch = wish?.isOfThisEpoch === true ? seen.epoch : 'of another room';
  const offset = Math.max(0, seen.offset - (wish?.missed ?? 0));
  return { type: 'join', ...fields, recover: wish && { epoch, offset } };
}

const leave = fc
  .record({
    connection,
    claim: fc.option(claim, { nil: 'whatever' as const }),
    reason: fc.constantFrom('left' as const, 'disconnected' as const, 'disconnected' as const),
  })
  .map(({ claim: claimed, ...fields }) => ({ claimOf }: Knowledge): Command => {
    const own = claimOf(fields.connection);
    return { type: 'leave', ...fields, claim: claimed === 'whatever' ? null : (claimed ?? own) };
  });

const seated = fc
  .oneof(
    ...Object.values(seatedCommands).map(({ weight = 1, wish }) => ({ weight, arbitrary: wish })),
  )
  .chain((fields) => fc.record({ fields: fc.constant(fields), connection, claim }))
  .map(
    ({ fields, connection: from, claim: claimed }) =>
      ({ claimOf }: Knowledge): SeatedCommand => ({
        ...fields,
        connection: from,
        claim: claimed ?? claimOf(from) ?? nobody,
      }),
  );

const listRooms = fc
  .record({ connection, namespace })
  .map((fields) => (): Command => ({ type: 'list-rooms', ...fields }));

/** Any command of any connection, most of them such that something happens. */
export const commandPlan: fc.Arbitrary<CommandPlan> = fc.oneof(
  { weight: 4, arbitrary: join },
  { weight: 5, arbitrary: comeBack },
  { weight: 3, arbitrary: leave },
  { weight: 9, arbitrary: seated },
  { weight: 1, arbitrary: listRooms },
  { weight: 1, arbitrary: fc.constant((): Command => ({ type: 'expire' })) },
);

/** One end of everything: each connection goes away. */
export const everybodyLeaves: readonly Command[] = connections.map((each) => ({
  type: 'leave',
  connection: each,
  claim: null,
  reason: 'disconnected',
}));

/** The listing of each namespace, as a command. */
export const listEverything: readonly Command[] = namespaces.map((each) => ({
  type: 'list-rooms',
  connection: 'observer',
  namespace: each,
}));

/** The lengths of pauses, in ms: beside it everything in a short policy ends, nothing in a long one. */
export const pauseMs = fc.constantFrom(5, 30, 100);

const shortOrLong = fc.constantFrom(60, 300_000);

/** Ways of keeping rooms: everything on and off, ample and tight. */
export const roomPolicy: fc.Arbitrary<RoomPolicy> = fc.record({
  historySize: fc.constantFrom(0, 2, 100),
  historyTtlMs: shortOrLong,
  historyMaxBytes: fc.constantFrom(400, 262_144),
  emptyRoomTtlMs: fc.oneof(fc.constant(0), shortOrLong),
  maxEmptyRooms: fc.constantFrom(0, 1, 2, 1_000),
  reconnectGraceMs: fc.constantFrom(0, 60, 300_000, 300_000),
  maxAwayParticipants: fc.constantFrom(0, 1, 3, 10_000),
  duplicateUser: fc.constantFrom('replace', 'reject'),
  maxRooms: fc.constantFrom(0, 0, 1, 2, 3),
  maxParticipantsPerRoom: fc.constantFrom(0, 0, 1, 2),
});
