import { assertNever } from '../../errors/assert-never.js';
import type { EngineEvent, ParticipantLeft, RecoveryFailure } from '../../protocol.js';

/** Why a seat was given up; replaced: another connection has it. */
type LeaveReason = ParticipantLeft['reason'] | 'replaced';

/** What came of the wish for missed messages. */
type RecoveryOutcome = 'recovered' | RecoveryFailure;

/** What has happened in the rooms of one namespace: plain numbers, added up event by event. */
export class RoomTally {
  joins = 0;
  absences = 0;
  reconnects = 0;
  streamsStarted = 0;
  chatMessages = 0;
  chatRepeats = 0;
  readonly leaves: Record<LeaveReason, number> = {
    left: 0,
    disconnected: 0,
    timeout: 0,
    replaced: 0,
  };
  readonly recoveries: Record<RecoveryOutcome, number> = {
    recovered: 0,
    'epoch-changed': 0,
    gap: 0,
    expired: 0,
  };

  observe(event: EngineEvent): void {
    switch (event.type) {
      case 'message-sent':
        this.chatMessages += 1;
        return;
      case 'message-repeated':
        this.chatRepeats += 1;
        return;
      case 'joined': {
        const { recovery } = event;
        this.joins += 1;
        if (recovery !== null)
          this.recoveries[recovery.recovered ? 'recovered' : recovery.failure] += 1;
        return;
      }
      case 'participant-left':
        this.leaves[event.reason] += 1;
        return;
      case 'replaced':
        this.leaves.replaced += 1;
        return;
      case 'hidden-left':
        this.leaves.left += 1;
        return;
      case 'participant-away':
        this.absences += 1;
        return;
      case 'participant-back':
        this.reconnects += 1;
        return;
      case 'stream-started':
        this.streamsStarted += 1;
        return;
      // Its `joined` follows; the others are answers, or counted where they are refused.
      case 'participant-joined':
      case 'stream-stopped':
      case 'join-rejected':
      case 'command-rejected':
      case 'room-synced':
      case 'signal':
      case 'rooms-listed':
        return;
      default:
        assertNever(event);
    }
  }
}
