/** Streams of participants. */

import type { Identifier, PresenceEventFields } from './parts.js';

/** Says that the sender streams. Answered by `user-streaming-started`, to everyone. */
export interface StartStreamingFrame {
  readonly type: 'start-streaming';
  readonly roomId: Identifier;
  readonly userId: Identifier;
  /** The userId if left out or empty. */
  readonly streamName?: Identifier | null | undefined;
}

/** Says that the sender streams no more. Answered by `user-streaming-stopped`, to everyone. */
export interface StopStreamingFrame {
  readonly type: 'stop-streaming';
  readonly roomId: Identifier;
  readonly userId: Identifier;
}

/** To everyone in the room, the streamer included. */
export interface StreamingStartedFrame extends PresenceEventFields {
  readonly type: 'user-streaming-started';
  readonly streamName: Identifier;
}

/** To everyone in the room, the streamer included. */
export interface StreamingStoppedFrame extends PresenceEventFields {
  readonly type: 'user-streaming-stopped';
  /** The stream that ended; null if there was none. */
  readonly streamName: Identifier | null;
}

export type StreamingClientFrame = StartStreamingFrame | StopStreamingFrame;
export type StreamingServerFrame = StreamingStartedFrame | StreamingStoppedFrame;
