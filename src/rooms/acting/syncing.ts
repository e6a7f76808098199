import type { Claim, ConnectionId } from '../identity.js';
import type { RoomView } from '../room-view.js';
import type { Acts } from './act.js';

/** Asks for the room as it is; answered with `room-synced`. */
export interface SyncRoomCommand {
  readonly type: 'sync-room';
  readonly connection: ConnectionId;
  readonly claim: Claim;
}

/** To the participant that asked for the room as it is. */
export interface RoomSynced {
  readonly type: 'room-synced';
  readonly connection: ConnectionId;
  readonly room: RoomView;
}

/** The commands about the room as it is. */
export type SyncingCommand = SyncRoomCommand;
/** The answers about the room as it is. */
export type SyncingAnswer = RoomSynced;

export default {
  'sync-room': {
    needsListedSeat: false,
    act: ({ room }, { connection }) => ({ type: 'room-synced', connection, room }),
  },
} satisfies Acts<SyncingCommand, SyncingAnswer>;
