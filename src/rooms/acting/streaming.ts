import type { Claim, ConnectionId, Identifier } from '../identity.js';
import type { OfRoom } from '../room-view.js';
import type { Acts } from './act.js';

/** Marks the participant as streaming; told as `stream-started`, each time. */
export interface StartStreamCommand {
  readonly type: 'start-stream';
  readonly connection: ConnectionId;
  readonly claim: Claim;
  readonly streamName: Identifier;
}

/** Marks the participant as not streaming; told as `stream-stopped`, each time. */
export interface StopStreamCommand {
  readonly type: 'stop-stream';
  readonly connection: ConnectionId;
  readonly claim: Claim;
}

/** Someone streams, as `participant.streamName`; perhaps it did before. */
export interface StreamStarted extends OfRoom {
  readonly type: 'stream-started';
}

/** Someone streams no more; perhaps it did not before. */
export interface StreamStopped extends OfRoom {
  readonly type: 'stream-stopped';
  /** The name of the stream that ended; null if there was none. */
  readonly streamName: Identifier | null;
}

/** The commands about streams. */
export type StreamingCommand = StartStreamCommand | StopStreamCommand;
/** The events that tell a room of streams. */
export type StreamingRoomEvent = StreamStarted | StreamStopped;

export default {
  'start-stream': {
    needsListedSeat: true,
    act: ({ room, participant }, { streamName }) => {
      const streamer = { ...participant, streamName };
      room.put(streamer);
      return { type: 'stream-started', room, offset: room.advance(), participant: streamer };
    },
  },
  'stop-stream': {
    needsListedSeat: true,
    act: ({ room, participant }) => {
      const { streamName } = participant;
      const silent = { ...participant, streamName: null };
      room.put(silent);
      return {
        type: 'stream-stopped',
        room,
        offset: room.advance(),
        participant: silent,
        streamName,
      };
    },
  },
} satisfies Acts<StreamingCommand, StreamingRoomEvent>;
