/** Settings in the words of the parts that go by them. */

import type { Settings } from '../settings/settings.js';

/** Where rooms are when both protocols have the same ones. */
export const bridgedNamespace = 'rooms';

/** The settings of how rooms are kept. */
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

/** The policy of a port, for clients that connect again by themselves or do not. */
export function portPolicyOf(settings: Settings, clientsReconnect: boolean) {
  const { tlsCertFile, tlsKeyFile, maxPayloadBytes, maxQueuedBytes, idleTimeoutSeconds } = settings;
  const hasTls = tlsCertFile !== null && tlsKeyFile !== null;
  return {
    tls: hasTls ? { certFile: tlsCertFile, keyFile: tlsKeyFile } : null,
    maxPayloadBytes,
    maxQueuedBytes,
    idleTimeoutSeconds,
    slowConsumers: clientsReconnect ? 'close' : 'catch-up',
    messageRate: messageRateOf(settings),
  } as const;
}

/** The rate at which one connection may send; null: as fast as it likes. */
function messageRateOf(settings: Settings) {
  const { rateLimitPerSecond, rateLimitBurst, rateLimitGraceMs } = settings;
  if (rateLimitPerSecond === 0) return null;
  return { ratePerSecond: rateLimitPerSecond, burst: rateLimitBurst, graceMs: rateLimitGraceMs };
}

/** The limits that protocols have to know, and nothing else of the settings: some are secret. */
export function sizeLimitsOf(settings: Settings) {
  const { maxPayloadBytes, maxQueuedBytes, maxNameBytes, maxChatBytes, maxJsonDepth } = settings;
  const { rateLimitPerSecond, rateLimitBurst } = settings;
  return {
    maxPayloadBytes,
    maxQueuedBytes,
    maxNameBytes,
    maxChatBytes,
    maxJsonDepth,
    rateLimitPerSecond,
    rateLimitBurst,
  };
}
