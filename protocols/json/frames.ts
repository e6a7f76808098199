/**
 * The JSON protocol on the wire, one file in frames/ for each subject: types
 * alone, which import nothing else, so that programs in other bundles can use
 * them. Every frame is one JSON object with a `type`.
 *
 * In what clients send, a field marked optional may also be null, which counts
 * as leaving it out, and fields that are not named are ignored.
 */

import type { AbsenceServerFrame } from './frames/absence.js';
import type { ChatClientFrame, ChatServerFrame } from './frames/chat.js';
import type { ConnectionClientFrame, ConnectionServerFrame } from './frames/connection.js';
import type { JoiningClientFrame, JoiningServerFrame } from './frames/joining.js';
import type { LobbyClientFrame, LobbyServerFrame } from './frames/lobby.js';
import type { SignallingClientFrame, SignallingServerFrame } from './frames/signalling.js';
import type { StreamingClientFrame, StreamingServerFrame } from './frames/streaming.js';
import type { SyncingClientFrame, SyncingServerFrame } from './frames/syncing.js';

export type * from './frames/absence.js';
export type * from './frames/chat.js';
export type * from './frames/connection.js';
export type * from './frames/joining.js';
export type * from './frames/lobby.js';
export type * from './frames/parts.js';
export type * from './frames/signalling.js';
export type * from './frames/streaming.js';
export type * from './frames/syncing.js';

/** A frame that a client sends. */
export type ClientFrame =
  | JoiningClientFrame
  | StreamingClientFrame
  | ChatClientFrame
  | LobbyClientFrame
  | SignallingClientFrame
  | SyncingClientFrame
  | ConnectionClientFrame;

/** A frame that a client receives. */
export type ServerFrame =
  | JoiningServerFrame
  | StreamingServerFrame
  | AbsenceServerFrame
  | ChatServerFrame
  | SyncingServerFrame
  | LobbyServerFrame
  | SignallingServerFrame
  | ConnectionServerFrame;
