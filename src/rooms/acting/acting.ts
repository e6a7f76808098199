import type { Command, SeatedCommand, StampedCommand } from '../commands.js';
import type { EngineEvent } from '../events.js';
import type { Seated } from '../seat.js';
import type { Seating } from '../seating.js';
import type { Acts, Stamp } from './act.js';
import chat from './chat.js';
import signalling from './signalling.js';
import streaming from './streaming.js';
import syncing from './syncing.js';

/** The work of every command of those who hold a seat; one that is forgotten does not compile. */
const acts: Acts<SeatedCommand, EngineEvent> = {
  ...streaming,
  ...chat,
  ...signalling,
  ...syncing,
};

/** Whether only the holder of a seat may give it. */
export function isSeatedCommand(command: Command): command is SeatedCommand {
  return Object.hasOwn(acts, command.type);
}

/** Acts for those who hold a seat, and rejects what those who hold none ask for. */
export class Acting {
  readonly #seating: Seating;
  readonly #emit: (event: EngineEvent) => void;

  constructor(seating: Seating, emit: (event: EngineEvent) => void) {
    this.#seating = seating;
    this.#emit = emit;
  }

  apply(command: SeatedCommand, stamped: StampedCommand): void {
    const { type, connection, claim } = command;
    const seated = this.#seating.find(connection, claim);
    if (typeof seated === 'string') {
      this.#emit({ type: 'command-rejected', connection, command, code: seated });
    } else if (seated.kind === 'hidden' && acts[type].needsListedSeat) {
      this.#emit({ type: 'command-rejected', connection, command, code: 'forbidden' });
    } else {
      const event = act(type, seated, command, stamped);
      if (event !== null) this.#emit(event);
    }
  }
}

function act<T extends SeatedCommand['type']>(
  type: T,
  seated: Seated,
  command: Extract<SeatedCommand, { readonly type: T }>,
  stamp: Stamp,
): EngineEvent | null {
  return acts[type].act(seated, command, stamp);
}
