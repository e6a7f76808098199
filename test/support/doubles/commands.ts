import type { Command, ConnectionId, Identifier, JoinCommand } from '../../../src/protocol.js';
import type { StampedCommand } from '../../../src/rooms/commands.js';

/** The fields of a join that a test cares for; all others are as an old client leaves them. */
export type JoinFields = Partial<Omit<JoinCommand, 'type' | 'connection' | 'userId' | 'room'>> & {
  /** `lobby` unless told otherwise. */
  readonly roomId?: Identifier;
  /** `json` unless told otherwise. */
  readonly namespace?: string;
};

/** A join without a wish: no password, no sharing, nothing of the past. */
export function joinCommand(
  connection: ConnectionId,
  userId: Identifier,
  { roomId = 'lobby', namespace = 'json', ...rest }: JoinFields = {},
): JoinCommand {
  return {
    type: 'join',
    connection,
    room: { namespace, roomId },
    userId,
    userName: userId,
    roomName: roomId,
    password: '',
    seat: 'resumable',
    resumeToken: null,
    history: 0,
    recover: null,
    ...rest,
  };
}

/** A command as a backplane carries it. */
export function stamped(id: string, command: Command): StampedCommand {
  return { command, at: 0, id, resumeToken: command.type === 'join' ? `token-${id}` : null };
}
