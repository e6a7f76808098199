import { z } from 'zod';
import { allows } from '../../../src/grant.js';
import type { Joined, JsonText, Recovery } from '../../../src/protocol.js';
import { roomEventFields, withField, withParticipants } from '../frame-text.js';
import type { RoomJoinedFrame, RoomLimits, UserJoinedFrame, UserLeftFrame } from '../frames.js';
import { asUser, nothingAsked } from '../permissions.js';
import { serverSchemaParts } from '../schema-parts.js';
import { chat, encodeChatMessage } from './chat.js';
import { claimOf, orDefault, type Subject } from './message.js';

const { identifier, newestOffset, count, participants, roomEvent, presenceEvent } =
  serverSchemaParts;

/** Joining a room and leaving it. */
export const joining = {
  clientMessages: {
    'join-room': {
      schema: ({ identity, name, count }) =>
        z.object({
          type: z.literal('join-room'),
          ...identity,
          userName: name.nullish(),
          roomName: name.nullish(),
          password: name.nullish(),
          presence: z.enum(['full', 'delta']).nullish(),
          history: count.nullish(),
          recover: z.object({ epoch: z.string(), offset: count }).nullish(),
          // Compared and not kept, so of any length: a server must not refuse its own.
          resumeToken: z.string().nullish(),
          token: z.string().nullish(),
        }),
      permission: asUser('join'),
      toCommand: (frame, { connection, grant, context }) => {
        const { roomId, userId } = frame;
        return {
          type: 'join',
          connection: connection.id,
          room: { namespace: context.rooms.namespace, roomId },
          userId,
          // What was signed beats what is said.
          userName: grant?.userName ?? frame.userName ?? userId,
          roomName: orDefault(frame.roomName, roomId),
          password: String(frame.password ?? ''),
          seat: grant !== null && allows(grant, 'hidden') ? 'hidden' : 'resumable',
          resumeToken: frame.resumeToken ?? null,
          history: frame.history ?? 0,
          recover: frame.recover ?? null,
        };
      },
      text: {
        summary: 'Takes a seat in a room, opening the room if there is none.',
        description:
          'A connection has one seat: joining another room leaves the first. Everybody else in the room gets `user-joined`.',
        replies: ['room-joined', 'join-room-error'],
        fields: {
          userName: 'What others see; the `userId` if left out.',
          roomName: "The room's name if this join opens it; the `roomId` if left out or empty.",
          password:
            'Sets the password if this join opens the room; must be the same if it does not. Left out or empty: none.',
          presence:
            '`full` (also if left out): every event that changes the list of participants carries the list. `delta`: it carries the change alone.',
          history: 'How many past chat messages are wanted at most.',
          recover: 'The chat messages since then are wanted.',
          resumeToken: 'What the last `room-joined` gave out: takes the seat back as it was.',
        },
      },
    },
    'leave-room': {
      schema: ({ identity }) => z.object({ type: z.literal('leave-room'), ...identity }),
      permission: nothingAsked,
      toCommand: (frame, { connection }) => ({
        type: 'leave',
        connection: connection.id,
        claim: claimOf(frame),
        reason: 'left',
      }),
      text: {
        summary: 'Gives the seat up; the connection stays open.',
        description: 'Answered by nothing. Those who remain get `user-left`.',
      },
    },
  },
  serverMessages: {
    'room-joined': {
      schema: z.strictObject({
        type: z.literal('room-joined'),
        ...roomEvent,
        offset: newestOffset,
        roomName: identifier,
        epoch: z.string().min(1),
        limits: z.strictObject({
          maxPayloadBytes: count,
          maxChatBytes: count,
          maxNameBytes: count,
          rateLimitPerSecond: count,
          rateLimitBurst: count,
        }),
        participants,
        history: z.array(chat.serverMessages['chat-message'].schema).optional(),
        recovered: z.boolean().optional(),
        recoveryFailure: z.enum(['epoch-changed', 'gap', 'expired']).optional(),
        resumeToken: z.string().min(1).optional(),
        tokenExpiresAt: z.number().optional(),
      }),
      text: {
        summary: 'The sender of `join-room` has its seat.',
        fields: {
          offset: "The room's newest offset; for an ordinary join that is the offset of the join.",
          participants: 'Everyone in the room, the newcomer included, in join order.',
          history:
            'Past chat messages, oldest first, if they were asked for and `recovered` is not true.',
          recovered: 'Whether all chat messages that were missed come next, if that was asked for.',
          recoveryFailure:
            'Why `recovered` is false. `epoch-changed`: the room is a new one; `gap`: some of them are no longer kept, or there never was such an offset; `expired`: some of them were too old to keep.',
          resumeToken:
            'Takes the seat back, once, if the connection is lost; only where seats are kept.',
          tokenExpiresAt:
            'When the token expires, in milliseconds since the epoch; only where there is one that does.',
        },
      },
    },
    'user-joined': {
      schema: z.strictObject({
        type: z.literal('user-joined'),
        ...presenceEvent,
        userName: identifier,
      }),
      text: {
        summary: 'Somebody has joined; told to everyone else in the room.',
        description:
          'For a user who was there already: the name may be new, and its stream has ended; its place in the list stays.',
      },
    },
    'user-left': {
      schema: z.strictObject({
        type: z.literal('user-left'),
        ...presenceEvent,
        reason: z.enum(['left', 'disconnected', 'timeout']),
      }),
      text: {
        summary: 'Somebody has left; told to those who remain.',
        fields: {
          reason:
            '`left`: said so, or closed in order; `disconnected`: the connection was lost; `timeout`: was away for too long. Others may come later: take them for a leaving all the same.',
        },
      },
    },
  },
  roomMessages: {
    'participant-joined': {
      type: 'user-joined',
      audience: 'change',
      encode: (event) => {
        const { userName } = event.participant;
        const frame: UserJoinedFrame = { type: 'user-joined', ...roomEventFields(event), userName };
        return JSON.stringify(frame);
      },
    },
    'participant-left': {
      type: 'user-left',
      audience: 'change',
      encode: (event) => {
        const { reason } = event;
        const frame: UserLeftFrame = { type: 'user-left', ...roomEventFields(event), reason };
        return JSON.stringify(frame);
      },
    },
  },
} satisfies Subject;

/** The terms of a stay, which `room-joined` tells beyond the room. */
export interface Terms {
  readonly limits: RoomLimits;
  /** In ms since the epoch; null: none, or one that does not expire. */
  readonly tokenExpiresAt: number | null;
}

export function encodeRoomJoined(
  event: Joined,
  roster: JsonText,
  { limits, tokenExpiresAt }: Terms,
): JsonText {
  const { room, participant, history, recovery, resumeToken } = event;
  const head: Omit<RoomJoinedFrame, 'participants' | 'history'> = {
    type: 'room-joined',
    roomId: room.key.roomId,
    userId: participant.userId,
    roomName: room.roomName,
    epoch: room.epoch,
    offset: room.offset,
    limits,
    ...recoveryFields(recovery),
    resumeToken: resumeToken ?? undefined,
    tokenExpiresAt: tokenExpiresAt ?? undefined,
  };
  const text = JSON.stringify(head);
  if (history === null) return withParticipants(text, roster);
  const messages = history.map((message) => encodeChatMessage(room, message));
  return withParticipants(withField(text, 'history', `[${messages.join(',')}]`), roster);
}

function recoveryFields(
  recovery: Recovery | null,
): Pick<RoomJoinedFrame, 'recovered' | 'recoveryFailure'> {
  if (recovery === null) return {};
  return recovery.recovered
    ? { recovered: true }
    : { recovered: false, recoveryFailure: recovery.failure };
}
