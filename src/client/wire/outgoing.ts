import type { ClientFrame, RefreshTokenFrame, SeenSoFar } from '../../../protocols/json/frames.js';
import { RoomError } from '../room-error.js';
import type { Identifier, RoomClientOptions, Signal } from '../types.js';

/** The sender, and the room. */
export interface Identity {
  readonly roomId: string;
  readonly userId: string;
}

/** The frames that a client sends: all but `refresh-token`, since its token goes with each join and is never another. */
export type Outgoing = Exclude<ClientFrame, RefreshTokenFrame>;

/**
 * @param roomName under which the room is opened anew if it is gone
 * @param seen from where on messages are missed, if it was there before
 * @param resumeToken what the last join has brought for this one
 */
export function joinFrame(
  options: RoomClientOptions,
  roomName: Identifier | undefined,
  seen: SeenSoFar | null,
  resumeToken: string | undefined,
): Outgoing {
  const { roomId, userId, userName, password, token, history = 50 } = options;
  return {
    type: 'join-room',
    roomId,
    userId,
    // The first servers list somebody without a name as just that.
    userName: userName ?? userId,
    roomName,
    password,
    token,
    presence: 'delta',
    history,
    recover: seen,
    resumeToken,
  };
}

export function signalFrame(
  { roomId, userId: fromUserId }: Identity,
  toUserId: Identifier,
  { kind, payload }: Signal,
): Outgoing {
  const address = { roomId, fromUserId, toUserId };
  switch (kind) {
    case 'offer':
      return { type: 'webrtc-offer', ...address, offer: payload };
    case 'answer':
      return { type: 'webrtc-answer', ...address, answer: payload };
    case 'ice-candidate':
      return { type: 'webrtc-ice-candidate', ...address, candidate: payload };
  }
}

/** A message as it goes out: sent again it is the same to the byte. */
export interface WrittenMessage {
  readonly clientMessageId: string;
  /** Its content as JSON; the value itself may change in its caller's hands. */
  readonly json: string;
  /** The text by which its length is measured: itself, or else the JSON. */
  readonly measured: string;
  /** The whole frame. */
  readonly text: string;
}

/** @throws RoomError if the content is no JSON value */
export function writeMessage(
  identity: Identity,
  content: unknown,
  clientMessageId: string,
): WrittenMessage {
  const json = toJson(content);
  const frame = { type: 'chat-message', ...identity, content, clientMessageId } as const;
  return {
    clientMessageId,
    json,
    measured: typeof content === 'string' ? content : json,
    text: JSON.stringify(frame satisfies ClientFrame),
  };
}

function toJson(content: unknown): string {
  let json: string | undefined;
  try {
    // Of functions and the like it makes undefined, which its type does not say.
    json = JSON.stringify(content);
  } catch {
    // Cycles and big integers are no JSON either.
  }
  if (json === undefined) throw new RoomError('invalid-message', 'The content is no JSON value.');
  return json;
}
