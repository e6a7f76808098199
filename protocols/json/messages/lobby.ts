import { z } from 'zod';
import { errors } from '../../../src/errors/catalogue.js';
import type { JoinRejected, JsonText, RoomsListed } from '../../../src/protocol.js';
import type { JoinRoomErrorFrame, RoomsListFrame } from '../frames.js';
import { anywhere } from '../permissions.js';
import { serverSchemaParts } from '../schema-parts.js';
import type { Subject } from './message.js';

const { identifier, count } = serverSchemaParts;

/** Rooms as those outside see them: the list of them, and a join that is refused. */
export const lobby = {
  clientMessages: {
    'list-rooms': {
      schema: () => z.object({ type: z.literal('list-rooms') }),
      permission: anywhere('list'),
      toCommand: (_, { connection, context }) => ({
        type: 'list-rooms',
        connection: connection.id,
        namespace: context.rooms.namespace,
      }),
      text: {
        summary: 'Asks which rooms there are.',
        replies: ['rooms-list'],
      },
    },
  },
  serverMessages: {
    'rooms-list': {
      schema: z.strictObject({
        type: z.literal('rooms-list'),
        rooms: z.array(
          z.strictObject({
            roomId: identifier,
            roomName: identifier,
            participantCount: z.int().positive(),
            streamCount: count,
            hasPassword: z.boolean(),
          }),
        ),
      }),
      text: {
        summary: 'The rooms that there are.',
        fields: { rooms: 'In the order in which they were opened.' },
      },
    },
    'join-room-error': {
      schema: z.strictObject({
        type: z.literal('join-room-error'),
        roomId: identifier,
        roomName: identifier,
        error: z.string(),
        message: z.string(),
        hasPassword: z.boolean(),
      }),
      text: { summary: 'A join was refused; nothing has changed.' },
    },
  },
  answers: {
    'rooms-listed': ({ rooms }, to) => {
      to.connection.send(encodeRoomsList(to.listable(rooms)), 'rooms-list');
    },
  },
} satisfies Subject;

export function encodeJoinRoomError({ room, code }: JoinRejected): JsonText {
  const frame: JoinRoomErrorFrame = {
    type: 'join-room-error',
    roomId: room.key.roomId,
    roomName: room.roomName,
    error: code,
    message: errors[code].message,
    hasPassword: room.hasPassword,
  };
  return JSON.stringify(frame);
}

function encodeRoomsList(rooms: RoomsListed['rooms']): JsonText {
  const frame: RoomsListFrame = {
    type: 'rooms-list',
    rooms: rooms.map((room) => ({
      roomId: room.key.roomId,
      roomName: room.roomName,
      participantCount: room.participants.size,
      streamCount: room.streams.size,
      hasPassword: room.hasPassword,
    })),
  };
  return JSON.stringify(frame);
}
