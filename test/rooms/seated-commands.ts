import fc from 'fast-check';

import type { EngineEvent, Identifier, SeatedCommand } from '../../src/protocol.js';
import type { Stamp } from '../../src/rooms/acting/act.js';
import { remember, saidBefore } from './model-history.js';
import { findUser, holdersOf, type ModelSeat, put, snapshot } from './model-room.js';
import type { ModelState } from './model-state.js';

export const userIds = ['ann', 'constructor', 7, '7'] as const;
export const name = fc.constantFrom<Identifier[]>('Ann', 'Zoë', 'Ann again', 17, '');

type ByType<T extends SeatedCommand['type']> = Extract<SeatedCommand, { readonly type: T }>;

/** All that the tests of any sequence know of a command that only the holder of a seat may give. */
interface ModelCommand<Command extends SeatedCommand> {
  /** Beside the others; 1 if left out. */
  readonly weight?: number;
  /** The command itself, whoever gives it. */
  readonly wish: fc.Arbitrary<Omit<Command, 'connection' | 'claim'>>;
  /** Whether those who are hidden may not give it. */
  readonly needsListedSeat?: true;
  /** The types of the events that tell of it: each must come in a run. */
  readonly outcomes: readonly EngineEvent['type'][];
  /** Tells the state about the command of whoever has the seat. */
  act(state: ModelState, seat: ModelSeat, command: Command, stamp: Stamp): void;
}

export const seatedCommands: { readonly [T in SeatedCommand['type']]: ModelCommand<ByType<T>> } = {
  'start-stream': {
    wish: fc.record({ type: fc.constant('start-stream'), streamName: name }),
    needsListedSeat: true,
    outcomes: ['stream-started'],
    act: (state, { room, holder }, { streamName }) => {
      const participant = { ...holder, streamName };
      put(room, participant);
      state.tell(room, { type: 'stream-started', participant });
    },
  },
  'stop-stream': {
    wish: fc.constant({ type: 'stop-stream' }),
    needsListedSeat: true,
    outcomes: ['stream-stopped'],
    act: (state, { room, holder }) => {
      const participant = { ...holder, streamName: null };
      put(room, participant);
      const { streamName } = holder;
      state.tell(room, { type: 'stream-stopped', participant, streamName });
    },
  },
  'send-message': {
    weight: 3,
    wish: fc.record({
      type: fc.constant('send-message'),
      content: fc.constantFrom('"hello"', '{"a":[1]}', `"${'long '.repeat(40)}"`),
      clientMessageId: fc.constantFrom(null, 'first', 'second'),
    }),
    outcomes: ['message-sent', 'message-repeated'],
    act: (state, { room, holder }, { connection, content, clientMessageId }, { at, id }) => {
      const { userId, userName } = holder;
      const before = saidBefore(room.messages, { userId, clientMessageId });
      if (before !== undefined) {
        const about = { connection, room: snapshot(room) };
        state.told.push({ type: 'message-repeated', ...about, message: before });
        return;
      }
      const stamp = { offset: room.offset + 1, messageId: id, timestamp: at };
      const message = { ...stamp, userId, userName, content, clientMessageId };
      remember(room.messages, state.policy, message);
      state.tell(room, { type: 'message-sent', participant: holder, message });
    },
  },
  signal: {
    wish: fc.record({
      type: fc.constant('signal'),
      toUserId: fc.constantFrom<Identifier[]>(...userIds),
      kind: fc.constantFrom('offer', 'answer', 'ice-candidate'),
      payload: fc.constant('{"sdp":"…"}'),
    }),
    outcomes: ['signal'],
    act: (state, { room, holder }, { toUserId, kind, payload }) => {
      const hidden = room.hidden.findLast(({ userId }) => userId === toUserId);
      const receiver = findUser(room, toUserId) ?? hidden;
      const newest = receiver && holdersOf(receiver).at(-1);
      if (newest === undefined) return;
      const about = { connection: newest, room: snapshot(room), fromUserId: holder.userId };
      state.told.push({ type: 'signal', ...about, kind, payload });
    },
  },
  'sync-room': {
    wish: fc.constant({ type: 'sync-room' }),
    outcomes: ['room-synced'],
    act: (state, { room }, { connection }) => {
      state.told.push({ type: 'room-synced', connection, room: snapshot(room) });
    },
  },
};
