import type { Claim, ConnectionId, Identifier, Participant, RoomKey } from '../../src/protocol.js';
import type { ModelMessage } from './model-history.js';
import type { RoomSnapshot } from './recorder.js';

/** A room as a few lists. */
export interface ModelRoom {
  readonly key: RoomKey;
  readonly roomName: Identifier;
  readonly password: string;
  readonly epoch: string;
  offset: number;
  participants: readonly Participant[];
  /** Whoever is in the room unseen, the newest last. */
  hidden: readonly Participant[];
  /** userIds in the order in which their streams began. */
  streamers: readonly Identifier[];
  /** The tokens that resume seats, by userId. */
  readonly tokens: Map<Identifier, string>;
  /** Everything that was ever said. */
  readonly messages: ModelMessage[];
}

/** A place in a room with whoever has it. */
export interface ModelSeat {
  readonly room: ModelRoom;
  readonly holder: Participant;
  readonly isHidden: boolean;
}

/** The connections that hold a participant's seat, oldest first. */
export function holdersOf({ seat }: Participant): readonly ConnectionId[] {
  if (seat.state === 'shared') return seat.connections;
  return seat.state === 'held' ? [seat.connection] : [];
}

export function claims({ room, holder }: ModelSeat, { roomId, userId }: Claim): boolean {
  return roomId === room.key.roomId && (userId === null || userId === holder.userId);
}

export function findUser(room: ModelRoom | undefined, userId: Identifier): Participant | undefined {
  return room?.participants.find((one) => one.userId === userId);
}

/** Puts a participant in its old place, or at the end; the same for its stream. */
export function put(room: ModelRoom, participant: Participant): void {
  const { userId, streamName } = participant;
  room.participants =
    findUser(room, userId) === undefined
      ? [...room.participants, participant]
      : room.participants.map((one) => (one.userId === userId ? participant : one));
  if (streamName === null) room.streamers = room.streamers.filter((one) => one !== userId);
  else if (!room.streamers.includes(userId)) room.streamers = [...room.streamers, userId];
}

export function remove(room: ModelRoom, { userId }: Participant): void {
  room.participants = room.participants.filter((one) => one.userId !== userId);
  room.streamers = room.streamers.filter((one) => one !== userId);
  room.tokens.delete(userId);
}

/** Sets what a seat is resumed with; null: nothing. */
export function setToken(room: ModelRoom, userId: Identifier, token: string | null): void {
  if (token === null) room.tokens.delete(userId);
  else room.tokens.set(userId, token);
}

export function snapshot(room: ModelRoom): RoomSnapshot {
  const { key, roomName, password, epoch, offset, participants, streamers } = room;
  const streams = streamers.map((userId) => {
    const streamName = findUser(room, userId)?.streamName ?? null;
    if (streamName === null) throw new Error('a streamer has a stream');
    return [userId, streamName] as const;
  });
  return { key, roomName, hasPassword: password !== '', epoch, offset, participants, streams };
}
