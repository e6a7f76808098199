import fc from 'fast-check';

import type {
  Claim,
  Command,
  ConnectionId,
  Identifier,
  SeatedCommand,
} from '../../src/protocol.js';

/** A command that may still have to be told whom its connection acts for. */
export interface CommandPlan {
  /** @param own what the connection holds when the command is given; null if it holds no seat */
  commandFor(own: Claim | null): Command;
  readonly connection: ConnectionId;
  toString(): string;
}

const connections = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'] as const;
const namespaces = ['json', 'red5'] as const;
const roomIds = ['lobby', '__proto__', 42, '42'] as const;
const userIds = ['ann', 'constructor', 7, '7'] as const;

const connection = fc.constantFrom(...connections);
const roomId = fc.constantFrom<Identifier[]>(...roomIds);
const userId = fc.constantFrom<Identifier[]>(...userIds);
// Rooms of the first namespace are the busier ones, so that they fill up.
const namespace = fc.oneof(
  { weight: 4, arbitrary: fc.constant(namespaces[0]) },
  { weight: 1, arbitrary: fc.constant(namespaces[1]) },
);
const password = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('secret', 'wrong') },
);
const name = fc.constantFrom<Identifier[]>('Ann', 'Zoë', 'Ann again', 17, '');
const foreignClaim = fc.record({ roomId, userId });

/** Null: the claim that is right at that moment. */
const claim = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: foreignClaim },
);
const nobody: Claim = { roomId: 'lobby', userId: 'ann' };

const join = fc
  .record({
    connection,
    room: fc.record({ namespace, roomId }),
    userId,
    userName: name,
    roomName: name,
    password,
    sharesSeat: fc.boolean(),
  })
  .map((fields) => plan({ type: 'join', ...fields }));

const leave = fc
  .record({
    connection,
    claim: fc.option(claim, { nil: 'whatever' as const }),
    reason: fc.constantFrom('left' as const, 'disconnected' as const),
  })
  .map(({ claim: claimed, ...fields }) =>
    planFor(fields.connection, (own) => ({
      type: 'leave',
      ...fields,
      claim: claimed === 'whatever' ? null : (claimed ?? own),
    })),
  );

const seated = fc
  .oneof(
    fc.record({ type: fc.constant('start-stream' as const), streamName: name }),
    fc.record({ type: fc.constant('stop-stream' as const) }),
    fc.record({
      type: fc.constant('send-message' as const),
      content: fc.constantFrom('"hello"', '{"a":[1]}'),
    }),
    fc.record({
      type: fc.constant('signal' as const),
      toUserId: userId,
      kind: fc.constantFrom('offer' as const, 'answer' as const, 'ice-candidate' as const),
      payload: fc.constant('{"sdp":"…"}'),
    }),
  )
  .chain((fields) => fc.record({ fields: fc.constant(fields), connection, claim }))
  .map(({ fields, connection: from, claim: claimed }) =>
    planFor(from, (own): SeatedCommand => ({
      ...fields,
      connection: from,
      claim: claimed ?? own ?? nobody,
    })),
  );

const listRooms = fc
  .record({ connection, namespace })
  .map((fields) => plan({ type: 'list-rooms', ...fields }));

/** Any command of any connection, most of them such that something happens. */
export const commandPlan: fc.Arbitrary<CommandPlan> = fc.oneof(
  { weight: 6, arbitrary: join },
  { weight: 3, arbitrary: leave },
  { weight: 6, arbitrary: seated },
  { weight: 1, arbitrary: listRooms },
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

function plan(command: Command): CommandPlan {
  return planFor(command.connection, () => command);
}

function planFor(from: ConnectionId, commandFor: (own: Claim | null) => Command): CommandPlan {
  return {
    connection: from,
    commandFor,
    toString: () => JSON.stringify(commandFor(null)),
  };
}
