import type { Settings } from '../settings/check.js';
import { Metrics } from '../ops/metrics/metrics.js';
import type { ServerView } from '../ops/metrics/sources.js';
import { bridgedNamespace } from './policies.js';
import { monotonicNow } from './timers.js';
import { version } from '../package.js';

/** The counters of a server; null if nothing is to be counted. */
export function createMetrics(settings: Settings, server: ServerView): Metrics | null {
  const { metrics, bridgeRooms, protocols } = settings;
  if (!metrics) return null;
  const own = protocols.map((name) => [name, name] as const);
  const namespaces = new Map(bridgeRooms ? [[bridgedNamespace, 'bridged']] : own);
  return new Metrics({ version, now: monotonicNow, namespaces, server });
}
