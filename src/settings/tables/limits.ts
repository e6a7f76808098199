import { type SettingTable, wholeNumber, yesOrNo } from './row.js';

/** The limits on what one client, or all of them together, may have. */
export interface LimitSettings {
  /** The largest message that is accepted, in bytes. Default: 131072. */
  readonly maxPayloadBytes: number;
  /**
   * The most that may wait to be sent to one connection, in bytes, one message aside. With more than half of it
   * waiting a JSON client is a slow consumer: it gets that and is closed. Default: 1048576.
   */
  readonly maxQueuedBytes: number;
  /** The longest room, user or stream name, in bytes of UTF-8. Default: 1024. */
  readonly maxNameBytes: number;
  /** The longest chat content, in bytes of UTF-8. Default: 65536. */
  readonly maxChatBytes: number;
  /** The depth to which arrays and objects may be nested in a message. Default: 100. */
  readonly maxJsonDepth: number;
  /** The number of connections that may be open, on both ports together; 0 is any number. Default: 0. */
  readonly maxConnections: number;
  /** The number of them that may come from one address (IPv6: one /64 network); 0 is any number. Default: 0. */
  readonly maxConnectionsPerAddress: number;
  /** The number of rooms that there may be; 0 is any number. Default: 0. */
  readonly maxRooms: number;
  /** The number of participants that one room may have, those who are away included; 0 is any number. Default: 0. */
  readonly maxParticipantsPerRoom: number;
  /** The number of messages a second that one connection may send in the long run; 0 is any number. Default: 100. */
  readonly rateLimitPerSecond: number;
  /** The number of messages one connection may send at once after a pause. Default: 200. */
  readonly rateLimitBurst: number;
  /** For how long a connection may go on sending too much before it is closed, in milliseconds. Default: 10000. */
  readonly rateLimitGraceMs: number;
  /** The number of connects, and as many joins, a second that one address may make in the long run; 0 is any number. Default: 0. */
  readonly connectRatePerAddressPerSecond: number;
  /**
   * Whether what exceeds a limit is only counted and logged. Memory stays bounded all the same: for whom more
   * than maxQueuedBytes waits is cut off. Default: false.
   */
  readonly dryRunLimits: boolean;
}

export const limitSettings: SettingTable<LimitSettings> = {
  maxPayloadBytes: wholeNumber(128, 64 * 1024 ** 2, 131072, 'The largest message accepted.'),
  maxQueuedBytes: wholeNumber(
    1024,
    1024 ** 3,
    1048576,
    'How much may wait to be sent to one connection that reads too slowly.',
  ),
  maxNameBytes: wholeNumber(1, 65536, 1024, 'The longest room, user or stream name.'),
  maxChatBytes: wholeNumber(1, 64 * 1024 ** 2, 65536, 'The longest chat content.'),
  maxJsonDepth: wholeNumber(
    1,
    1000,
    100,
    'How deep arrays and objects in a message may be nested.',
  ),
  maxConnections: wholeNumber(
    0,
    10_000_000,
    0,
    'How many connections may be open, on both ports together (0: any number).',
  ),
  maxConnectionsPerAddress: wholeNumber(
    0,
    10_000_000,
    0,
    'How many of them may come from one address or IPv6 /64 network (0: any number).',
  ),
  maxRooms: wholeNumber(0, 10_000_000, 0, 'How many rooms there may be (0: any number).'),
  maxParticipantsPerRoom: wholeNumber(
    0,
    10_000_000,
    0,
    'How many participants one room may have (0: any number).',
  ),
  rateLimitPerSecond: wholeNumber(
    0,
    1_000_000,
    100,
    'How many messages a second one connection may send (0: any number).',
  ),
  rateLimitBurst: wholeNumber(
    1,
    10_000_000,
    200,
    'How many messages one connection may send at once after a pause.',
  ),
  rateLimitGraceMs: wholeNumber(
    0,
    3_600_000,
    10_000,
    'For how long a connection may go on sending too much before it is closed.',
  ),
  connectRatePerAddressPerSecond: wholeNumber(
    0,
    1_000_000,
    0,
    'How many connects, and as many joins, a second one address may make (0: any number).',
  ),
  dryRunLimits: yesOrNo(false, 'Only counts and logs what exceeds a limit.'),
};
