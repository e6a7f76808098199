import { oneOf, type SettingTable, wholeNumber, yesOrNo } from './row.js';

const duplicateUserPolicies = ['replace', 'reject'] as const;

/** The settings of how rooms are kept. */
export interface RoomSettings {
  /** Whether a room is the same room on both ports. Default: false. */
  readonly bridgeRooms: boolean;
  /** The number of chat messages that a room keeps. Default: 100. */
  readonly historySize: number;
  /** The time for which it keeps them, in seconds. Default: 300. */
  readonly historyTtlSeconds: number;
  /** The bytes of them that it keeps. Default: 262144. */
  readonly historyMaxBytes: number;
  /** The time by which a room outlives its last participant, in seconds; 0 is not at all. Default: 0. */
  readonly emptyRoomTtlSeconds: number;
  /** The number of rooms that may stand empty; of more the oldest are dropped. Default: 1000. */
  readonly maxEmptyRooms: number;
  /** The time for which the seat of a lost connection is kept, in milliseconds; 0 is not at all. Default: 0. */
  readonly reconnectGraceMs: number;
  /** The number of participants that may be away; of more the oldest leave. Default: 10000. */
  readonly maxAwayParticipants: number;
  /** The treatment of a user who is in the room already on another connection. Default: replace. */
  readonly duplicateUser: (typeof duplicateUserPolicies)[number];
}

export const roomSettings: SettingTable<RoomSettings> = {
  bridgeRooms: yesOrNo(false, 'Makes a room the same room on both ports.'),
  historySize: wholeNumber(0, 100_000, 100, 'How many chat messages a room keeps.'),
  historyTtlSeconds: wholeNumber(1, 604_800, 300, 'How long a room keeps a chat message.'),
  historyMaxBytes: wholeNumber(0, 1024 ** 3, 262144, 'How much chat a room keeps.'),
  emptyRoomTtlSeconds: wholeNumber(
    0,
    604_800,
    0,
    'How long a room outlives its last participant (0: not at all).',
  ),
  maxEmptyRooms: wholeNumber(
    0,
    1_000_000,
    1000,
    'How many rooms may stand empty; of more the oldest are dropped.',
  ),
  reconnectGraceMs: wholeNumber(
    0,
    3_600_000,
    0,
    'How long the seat of a lost connection is kept (0: not at all).',
  ),
  maxAwayParticipants: wholeNumber(
    0,
    1_000_000,
    10_000,
    'How many participants may be away; of more the oldest leave.',
  ),
  duplicateUser: oneOf(
    duplicateUserPolicies,
    'replace',
    'Whether a user who joins again on another connection replaces the first or is rejected.',
  ),
};
