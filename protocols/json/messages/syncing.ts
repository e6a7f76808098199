import { z } from 'zod';
import type { JsonText, RoomView } from '../../../src/protocol.js';
import { withParticipants } from '../frame-text.js';
import type { RoomStateFrame } from '../frames.js';
import { inRoom } from '../permissions.js';
import { serverSchemaParts } from '../schema-parts.js';
import type { Subject } from './message.js';

const { identifier, newestOffset, participants } = serverSchemaParts;

/** The room as it is, for whoever has lost an event. */
export const syncing = {
  clientMessages: {
    'sync-room': {
      schema: ({ identifier: roomId }) => z.object({ type: z.literal('sync-room'), roomId }),
      permission: inRoom('join'),
      toCommand: ({ roomId }, { connection }) => ({
        type: 'sync-room',
        connection: connection.id,
        claim: { roomId, userId: null },
      }),
      text: {
        summary: 'Asks for the room as it is.',
        description: 'For clients with `presence` `delta` that have seen a gap in the offsets.',
        replies: ['room-state'],
      },
    },
  },
  serverMessages: {
    'room-state': {
      schema: z.strictObject({
        type: z.literal('room-state'),
        roomId: identifier,
        epoch: z.string().min(1),
        offset: newestOffset,
        participants,
      }),
      text: {
        summary: 'The room as it is.',
        fields: {
          offset: "The room's newest offset.",
          participants: 'Everyone in the room, in join order.',
        },
      },
    },
  },
  answers: {
    'room-synced': ({ room }, { connection, rosters }) => {
      connection.send(encodeRoomState(room, rosters.encode(room)), 'room-state');
    },
  },
  requestTypes: { 'sync-room': () => 'sync-room' },
} satisfies Subject;

function encodeRoomState(room: RoomView, roster: JsonText): JsonText {
  const head: Omit<RoomStateFrame, 'participants'> = {
    type: 'room-state',
    roomId: room.key.roomId,
    epoch: room.epoch,
    offset: room.offset,
  };
  return withParticipants(JSON.stringify(head), roster);
}
