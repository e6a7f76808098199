import type { Broadcaster, RoomEvent } from '../../src/protocol.js';
import { withParticipants } from './frame-text.js';
import type { Audiences } from './listeners.js';
import { encodeRoomEvent, roomMessageOf } from './messages/index.js';
import type { RosterEncoder } from './roster.js';

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
    const audience = this.#audiences.of(event.room.epoch);
    if (audience === undefined) return;
    const message = roomMessageOf(event);
    if (message.audience === 'delta' && audience.delta === 0) return;
    const frame = encodeRoomEvent(event);
    const { topics } = audience;
    if (audience.full > 0 && message.audience !== 'delta') {
      const { room } = event;
      const whole =
        message.audience === 'change' ? withParticipants(frame, this.#rosters.encode(room)) : frame;
      this.#broadcaster.publish(topics.full, whole, message.type);
    }
    if (audience.delta > 0) this.#broadcaster.publish(topics.delta, frame, message.type);
  }
}
