/** Parts that the schemas of several frames have in common. */

import { z } from 'zod';

/** Parts of what clients send. */
export type ClientSchemaParts = ReturnType<typeof createClientSchemaParts>;

/** @param isName whether a text is not too long for a name */
export function createClientSchemaParts(isName: (text: string) => boolean) {
  const text = z.string().refine(isName);
  const identifier = z.union([text.min(1), z.number()]);
  return {
    /** A text that is at most as long as a name. */
    text,
    /** The name that identifies a room or a user. */
    identifier,
    /** A name that may be empty. */
    name: z.union([text, z.number()]),
    // Without the refinement a missing value would only be seen by its key, which
    // zod has treated differently from version to version.
    anyJson: z.unknown().refine((value): boolean => value !== undefined),
    count: z.int().min(0),
    identity: { roomId: identifier, userId: identifier },
  };
}

const identifier = z.union([z.string(), z.number()]);
const count = z.int().min(0);
const roomEvent = { roomId: identifier, userId: identifier, offset: z.int().positive() };
const participants = z.array(
  z.strictObject({
    userId: identifier,
    userName: identifier,
    isStreaming: z.boolean(),
    streamName: identifier.optional(),
    away: z.literal(true).optional(),
  }),
);

/** Parts of what the server sends. */
export const serverSchemaParts = {
  identifier,
  count,
  /** 0 where nobody but somebody who is hidden has been in the room. */
  newestOffset: count,
  participants,
  roomEvent,
  presenceEvent: { ...roomEvent, participants: participants.optional() },
};
