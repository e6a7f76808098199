import type { Claim, ConnectionId, Identifier, JsonText } from '../identity.js';
import type { RoomView } from '../room-view.js';
import type { Acts } from './act.js';

/** The kinds of WebRTC signalling that are relayed. */
export type SignalKind = 'offer' | 'answer' | 'ice-candidate';

/** Passes signalling to one participant of the same room; dropped if it is not there, or away. */
export interface SignalCommand {
  readonly type: 'signal';
  readonly connection: ConnectionId;
  readonly claim: Claim;
  readonly toUserId: Identifier;
  readonly kind: SignalKind;
  readonly payload: JsonText;
}

/** To the participant that somebody signals to: of a shared seat, to its newest connection. */
export interface Signal {
  readonly type: 'signal';
  readonly connection: ConnectionId;
  readonly room: RoomView;
  readonly fromUserId: Identifier;
  readonly kind: SignalKind;
  readonly payload: JsonText;
}

/** The commands about signalling. */
export type SignallingCommand = SignalCommand;
/** The signalling that reaches one connection. */
export type SignallingAnswer = Signal;

export default {
  signal: {
    needsListedSeat: false,
    act: ({ room, participant }, { toUserId, kind, payload }) => {
      const connection = room.connectionOf(toUserId);
      if (connection === undefined) return null;
      const fromUserId = participant.userId;
      return { type: 'signal', connection, room, fromUserId, kind, payload };
    },
  },
} satisfies Acts<SignallingCommand, SignallingAnswer>;
