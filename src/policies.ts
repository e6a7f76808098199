/** Settings in the words of the parts that go by them. */

import type { Settings } from './settings.js';

/** How rooms are kept. */
export function roomPolicyOf(settings: Settings) {
  return {
    historySize: settings.historySize,
    historyTtlMs: settings.historyTtlSeconds * 1000,
    historyMaxBytes: settings.historyMaxBytes,
    emptyRoomTtlMs: settings.emptyRoomTtlSeconds * 1000,
    maxEmptyRooms: settings.maxEmptyRooms,
    reconnectGraceMs: settings.reconnectGraceMs,
    maxAwayParticipants: settings.maxAwayParticipants,
    duplicateUser: settings.duplicateUser,
    maxRooms: settings.maxRooms,
    maxParticipantsPerRoom: settings.maxParticipantsPerRoom,
  };
}

/** How fast one connection may send; null: as fast as it likes. */
export function messageRateOf(settings: Settings) {
  const { rateLimitPerSecond, rateLimitBurst, rateLimitGraceMs } = settings;
  if (rateLimitPerSecond === 0) return null;
  return { ratePerSecond: rateLimitPerSecond, burst: rateLimitBurst, graceMs: rateLimitGraceMs };
}

/** What protocols have to know of the limits, and nothing else of the settings: some are secret. */
export function sizeLimitsOf(settings: Settings) {
  const { maxPayloadBytes, maxQueuedBytes, maxNameBytes, maxChatBytes, maxJsonDepth } = settings;
  const { rateLimitPerSecond, rateLimitBurst } = settings;
  return {
    ...{ maxPayloadBytes, maxQueuedBytes, maxNameBytes, maxChatBytes, maxJsonDepth },
    ...{ rateLimitPerSecond, rateLimitBurst },
  };
}
