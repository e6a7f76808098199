/**
 * Parts of frames as text. Everything goes through JSON.stringify, which
 * escapes what would not survive as UTF-8 (lone surrogates); values that are
 * JSON text already, such as lists of participants, are put in as they are.
 */

import type { Identifier, JsonText, RoomEvent } from '../../src/protocol.js';

/** ASCII that JSON writes as it is: all that is printable but for quotes and backslashes. */
const plainText = /^[ !#-[\]-~]*$/;

/** A name as JSON. */
export function quote(text: Identifier): JsonText {
  return typeof text === 'string' && plainText.test(text) ? `"${text}"` : JSON.stringify(text);
}

/**
 * One more field for an object.
 *
 * @param object not empty
 */
export function withField(object: JsonText, field: string, value: JsonText): JsonText {
  return `${object.slice(0, -1)},"${field}":${value}}`;
}

/** A frame with the list of everyone in the room. */
export function withParticipants(frame: JsonText, roster: JsonText): JsonText {
  return withField(frame, 'participants', roster);
}

/** The fields of every room event. */
export function roomEventFields({ room, offset, participant }: RoomEvent) {
  return { roomId: room.key.roomId, userId: participant.userId, offset };
}
