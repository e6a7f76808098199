import { WebSocket } from 'ws';

import type { WebSocketConstructor } from '../../src/client/index.js';

/** The frames that one connection got, as far as they tell whether anything was lost. */
export interface Observation {
  readonly userId: string;
  /** Null until it joined. */
  epoch: string | null;
  /** The offset of its own join. */
  joinedAt: number;
  /** When it was in the room, in monotonic ms. */
  seatedAtMs: number;
  /** The newest offset that it saw. */
  newest: number;
  /** The number of offsets between those that it did not see. */
  gaps: number;
  /** Said while it was there, or told it as history. */
  readonly messageIds: Set<string>;
  /** The last thing that it was told was that the server goes away. */
  isDismissed: boolean;
  /** Null while it is open. */
  closeCode: number | null;
}

interface SeenFrame {
  readonly type: string;
  readonly epoch?: string;
  readonly offset?: number;
  readonly messageId?: string;
  readonly history?: readonly { readonly messageId: string }[];
  readonly code?: string;
}

/** Makes a WebSocket class for one client, which notes what each of its connections is told. */
export function observe(userId: string, observations: Observation[]): WebSocketConstructor {
  return class ObservedSocket extends WebSocket {
    constructor(url: string) {
      super(url, { perMessageDeflate: false });
      const observation: Observation = {
        userId,
        epoch: null,
        joinedAt: 0,
        seatedAtMs: 0,
        newest: 0,
        gaps: 0,
        messageIds: new Set(),
        isDismissed: false,
        closeCode: null,
      };
      this.on('message', (data: Buffer) => {
        const isNew = observation.epoch === null;
        // A Callboard's frames are of this form, as far as it is looked at here.
        note(observation, JSON.parse(data.toString()) as SeenFrame);
        if (isNew && observation.epoch !== null) observations.push(observation);
      });
      this.on('close', (code) => {
        observation.closeCode = code;
      });
    }
  };
}

function note(seen: Observation, frame: SeenFrame): void {
  seen.isDismissed = frame.type === 'error' && frame.code === 'draining';
  if (frame.type === 'room-joined') {
    seen.epoch = frame.epoch ?? null;
    seen.joinedAt = frame.offset ?? 0;
    seen.newest = seen.joinedAt;
    seen.seatedAtMs = performance.now();
    for (const { messageId } of frame.history ?? []) seen.messageIds.add(messageId);
    return;
  }
  if (frame.messageId !== undefined) seen.messageIds.add(frame.messageId);
  if (frame.offset === undefined || frame.offset <= seen.newest) return;
  seen.gaps += frame.offset - seen.newest - 1;
  seen.newest = frame.offset;
}
