import { assertNever } from '../../src/errors/assert-never.js';
import type { Broadcaster, JsonText, RoomEvent, RoomView } from '../../src/protocol.js';
import type { Audience, Audiences } from './listeners.js';
import * as encode from './encode.js';
import type { ServerFrame } from './frames.js';
import type { RosterEncoder } from './roster.js';

type FrameType = ServerFrame['type'];

/**
 * Tells each room what happens in it, in the ways in which somebody there
 * wants to hear it: each is written and published once, however many listen,
 * and not at all if nobody does.
 */
export class RoomPublisher {
  readonly #broadcaster: Broadcaster;
  readonly #audiences: Audiences;
  readonly #rosters: RosterEncoder;

  constructor(broadcaster: Broadcaster, audiences: Audiences, rosters: RosterEncoder) {
    this.#broadcaster = broadcaster;
    this.#audiences = audiences;
    this.#rosters = rosters;
  }

  tell(event: RoomEvent): void {
    const { room } = event;
    const audience = this.#audiences.of(room.epoch);
    if (audience === undefined) return;
    switch (event.type) {
      case 'participant-joined':
        this.#tellChange(room, audience, encode.encodeUserJoined(event), 'user-joined');
        return;
      case 'participant-left':
        this.#tellChange(room, audience, encode.encodeUserLeft(event), 'user-left');
        return;
      case 'stream-started':
        this.#tellChange(
          room,
          audience,
          encode.encodeStreamingStarted(event),
          'user-streaming-started',
        );
        return;
      case 'stream-stopped':
        this.#tellChange(
          room,
          audience,
          encode.encodeStreamingStopped(event),
          'user-streaming-stopped',
        );
        return;
      case 'participant-away':
        if (audience.delta > 0)
          this.#publishDelta(audience, encode.encodeUserAway(event), 'user-away');
        return;
      case 'participant-back':
        if (audience.delta > 0)
          this.#publishDelta(audience, encode.encodeUserBack(event), 'user-back');
        return;
      case 'message-sent': {
        const frame = encode.encodeChatMessage(room, event.message);
        if (audience.full > 0) this.#publishFull(audience, frame, 'chat-message');
        if (audience.delta > 0) this.#publishDelta(audience, frame, 'chat-message');
        return;
      }
      /* v8 ignore next -- @preserve: the compiler rules it out */
      default:
        assertNever(event);
    }
  }

  #tellChange(room: RoomView, audience: Audience, change: JsonText, type: FrameType): void {
    if (audience.full > 0) {
      this.#publishFull(
        audience,
        encode.withParticipants(change, this.#rosters.encode(room)),
        type,
      );
    }
    if (audience.delta > 0) this.#publishDelta(audience, change, type);
  }

  #publishFull({ topics }: Audience, frame: string, type: FrameType): void {
    this.#broadcaster.publish(topics.full, frame, type);
  }

  #publishDelta({ topics }: Audience, frame: string, type: FrameType): void {
    this.#broadcaster.publish(topics.delta, frame, type);
  }
}
