import type {
  AnswerFrame,
  ChatMessageFrame,
  ErrorFrame,
  IceCandidateFrame,
  JoinRoomErrorFrame,
  OfferFrame,
  ParticipantEntry,
  RoomJoinedFrame,
  RoomsListEntry,
  ServerFrame,
  StreamingStartedFrame,
  StreamingStoppedFrame,
  UserJoinedFrame,
  UserLeftFrame,
} from '../../../protocols/json/frames.js';
import type { RoomEvents } from '../types.js';

/** A frame of which some fields may be missing: older servers do not send them. */
type Lacking<Frame, Field extends keyof Frame> = Omit<Frame, Field> & Partial<Pick<Frame, Field>>;

/** The fields of an event that others than the newest servers leave out. */
type EventFields = 'roomId' | 'offset';

export type IncomingEntry = Lacking<ParticipantEntry, 'userName'>;
export type IncomingChat = Lacking<ChatMessageFrame, EventFields | 'messageId' | 'userName'>;
export type IncomingRoomJoined = Lacking<
  RoomJoinedFrame,
  'roomName' | 'epoch' | 'offset' | 'limits'
>;
export interface IncomingRoomsList {
  readonly type: 'rooms-list';
  readonly rooms: readonly Lacking<RoomsListEntry, 'streamCount'>[];
}
export type IncomingJoinError = Lacking<JoinRoomErrorFrame, 'message'>;
export type IncomingError = Lacking<ErrorFrame, 'message'>;

/** The frames that others than the newest servers send with fields missing, as they may come. */
interface IncompleteFrames {
  readonly 'room-joined': IncomingRoomJoined;
  readonly 'user-joined': Lacking<UserJoinedFrame, EventFields | 'userName'>;
  readonly 'user-left': Lacking<UserLeftFrame, EventFields | 'reason'>;
  readonly 'user-streaming-started': Lacking<StreamingStartedFrame, EventFields | 'streamName'>;
  readonly 'user-streaming-stopped': Lacking<StreamingStoppedFrame, EventFields | 'streamName'>;
  readonly 'chat-message': IncomingChat;
  readonly 'rooms-list': IncomingRoomsList;
  readonly 'join-room-error': IncomingJoinError;
  readonly error: IncomingError;
}

/** Every frame of the protocol, as it may come. */
type IncomingFrames = {
  readonly [T in ServerFrame['type']]: T extends keyof IncompleteFrames
    ? IncompleteFrames[T]
    : Extract<ServerFrame, { readonly type: T }>;
};

/** Whatever a client may receive. */
export type Incoming = IncomingFrames[ServerFrame['type']];

export type IncomingPresence = IncomingFrames[
  | 'user-joined'
  | 'user-left'
  | 'user-away'
  | 'user-back'
  | 'user-streaming-started'
  | 'user-streaming-stopped'];
export type IncomingSignal = OfferFrame | AnswerFrame | IceCandidateFrame;

/** Null if it is nothing that a server says. */
export function parseFrame(text: string): Incoming | null {
  try {
    const value: unknown = JSON.parse(text);
    // A server that is talked to is trusted to speak the protocol; frames of
    // types that are not known here fall through every switch.
    return typeof value === 'object' ? (value as Incoming | null) : null;
  } catch {
    return null;
  }
}

/** The words of one participant to another in such a frame. */
export function signalOf(frame: IncomingSignal): RoomEvents['signal'] {
  const { fromUserId } = frame;
  switch (frame.type) {
    case 'webrtc-offer':
      return { fromUserId, signal: { kind: 'offer', payload: frame.offer } };
    case 'webrtc-answer':
      return { fromUserId, signal: { kind: 'answer', payload: frame.answer } };
    case 'webrtc-ice-candidate':
      return { fromUserId, signal: { kind: 'ice-candidate', payload: frame.candidate } };
  }
}
