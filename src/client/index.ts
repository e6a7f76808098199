/**
 * The client SDK: a room that stays, over connections that do not. It runs in
 * browsers, in Node (hand in a `WebSocket` before Node 22) and in React Native.
 *
 * @packageDocumentation
 */

export { RoomClient } from './client.js';
export { RoomError } from './room-error.js';
export type {
  Abortable,
  ChatMessage,
  ClientEnvironment,
  CloseReason,
  HistoryLossReason,
  Identifier,
  Participant,
  ReconnectPolicy,
  ReconnectReason,
  RoomClientOptions,
  RoomEvents,
  RoomInfo,
  RoomLimits,
  RoomState,
  RoomSummary,
  Signal,
  Stream,
  WebSocketConstructor,
  WebSocketLike,
} from './types.js';
