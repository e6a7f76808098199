import type { Command, SeatedCommand } from '../../src/protocol.js';
import type { Stamp } from '../../src/rooms/acting/act.js';
import { claims, type ModelSeat } from './model-room.js';
import type { ModelState } from './model-state.js';
import { seatedCommands } from './seated-commands.js';

export function isSeated(command: Command): command is SeatedCommand {
  return Object.hasOwn(seatedCommands, command.type);
}

export function act(state: ModelState, command: SeatedCommand, stamp: Stamp): void {
  const { type, connection, claim } = command;
  const seat = state.seatOf(connection);
  if (seat === undefined || !claims(seat, claim)) {
    const code = seat === undefined ? 'not-joined' : 'identity-mismatch';
    state.told.push({ type: 'command-rejected', connection, command, code });
  } else if (seat.isHidden && seatedCommands[type].needsListedSeat === true) {
    state.told.push({ type: 'command-rejected', connection, command, code: 'forbidden' });
  } else {
    actAs(type, command, { state, seat, stamp });
  }
}

interface Scene {
  readonly state: ModelState;
  readonly seat: ModelSeat;
  readonly stamp: Stamp;
}

function actAs<T extends SeatedCommand['type']>(
  type: T,
  command: Extract<SeatedCommand, { readonly type: T }>,
  { state, seat, stamp }: Scene,
): void {
  seatedCommands[type].act(state, seat, command, stamp);
}
