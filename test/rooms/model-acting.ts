import { assertNever } from '../../src/errors/assert-never.js';
import type { SeatedCommand } from '../../src/protocol.js';
import type { StampedCommand } from '../../src/rooms/commands.js';
import { remember, saidBefore } from './model-history.js';
import { claims, findUser, holdersOf, put, snapshot } from './model-room.js';
import type { ModelState } from './model-state.js';

export function act(state: ModelState, command: SeatedCommand, { at, id }: StampedCommand): void {
  const { connection, claim } = command;
  const seat = state.seatOf(connection);
  if (seat === undefined || !claims(seat, claim)) {
    const code = seat === undefined ? 'not-joined' : 'identity-mismatch';
    state.told.push({ type: 'command-rejected', connection, command, code });
    return;
  }
  const { room, holder, isHidden } = seat;
  const isStreaming = command.type === 'start-stream' || command.type === 'stop-stream';
  if (isHidden && isStreaming) {
    state.told.push({ type: 'command-rejected', connection, command, code: 'forbidden' });
    return;
  }
  switch (command.type) {
    case 'start-stream': {
      const participant = { ...holder, streamName: command.streamName };
      put(room, participant);
      state.tell(room, { type: 'stream-started', participant });
      return;
    }
    case 'stop-stream': {
      const participant = { ...holder, streamName: null };
      put(room, participant);
      state.tell(room, {
        type: 'stream-stopped',
        participant,
        streamName: holder.streamName,
      });
      return;
    }
    case 'send-message': {
      const { userId, userName } = holder;
      const { content, clientMessageId } = command;
      const before = saidBefore(room.messages, { userId, clientMessageId });
      if (before !== undefined) {
        const about = { connection, room: snapshot(room) };
        state.told.push({ type: 'message-repeated', ...about, message: before });
        return;
      }
      const stamp = { offset: room.offset + 1, messageId: id, timestamp: at };
      const message = { ...stamp, userId, userName, content, clientMessageId };
      remember(room.messages, state.policy, message);
      state.tell(room, { type: 'message-sent', participant: holder, message });
      return;
    }
    case 'signal': {
      const hidden = room.hidden.findLast(({ userId }) => userId === command.toUserId);
      const receiver = findUser(room, command.toUserId) ?? hidden;
      const newest = receiver && holdersOf(receiver).at(-1);
      if (newest === undefined) return;
      const { kind, payload } = command;
      const about = { connection: newest, room: snapshot(room), fromUserId: holder.userId };
      state.told.push({ type: 'signal', ...about, kind, payload });
      return;
    }
    case 'sync-room':
      state.told.push({ type: 'room-synced', connection, room: snapshot(room) });
      return;
    default:
      assertNever(command);
  }
}
