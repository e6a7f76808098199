import type { EngineEvent, ParticipantLeft, RecoveryFailure } from '../../protocol.js';

/** Why a seat was given up; replaced: another connection has it. */
type LeaveReason = ParticipantLeft['reason'] | 'replaced';

/** The outcome of a wish for missed messages. */
type RecoveryOutcome = 'recovered' | RecoveryFailure;

/** The events in the rooms of one namespace, counted: plain numbers, added up event by event. */
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
    count(event.type, this, event);
  }
}

/**
 * The counter of each event that counts. Whatever is missing is counted
 * nowhere, or where it is refused; for `participant-joined` its `joined` counts.
 */
type Counters = {
  readonly [T in EngineEvent['type']]?: (
    tally: RoomTally,
    event: Extract<EngineEvent, { readonly type: T }>,
  ) => void;
};

const counters: Counters = {
  joined: (tally, { recovery }) => {
    tally.joins += 1;
    if (recovery === null) return;
    tally.recoveries[recovery.recovered ? 'recovered' : recovery.failure] += 1;
  },
  'participant-left': (tally, { reason }) => {
    tally.leaves[reason] += 1;
  },
  replaced: (tally) => {
    tally.leaves.replaced += 1;
  },
  'hidden-left': (tally) => {
    tally.leaves.left += 1;
  },
  'participant-away': (tally) => {
    tally.absences += 1;
  },
  'participant-back': (tally) => {
    tally.reconnects += 1;
  },
  'stream-started': (tally) => {
    tally.streamsStarted += 1;
  },
  'message-sent': (tally) => {
    tally.chatMessages += 1;
  },
  'message-repeated': (tally) => {
    tally.chatRepeats += 1;
  },
};

function count<T extends EngineEvent['type']>(
  type: T,
  tally: RoomTally,
  event: Extract<EngineEvent, { readonly type: T }>,
): void {
  counters[type]?.(tally, event);
}
