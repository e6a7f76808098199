import { collectDefaultMetrics, Registry } from 'prom-client';

let shared: Registry | null = null;

/**
 * The metrics of any Node process, from the library: CPU, memory, garbage collection,
 * descriptors. One for the process, however many servers it has: each would
 * watch the garbage collector for itself, and none could be taken down.
 */
export function processMetrics(): Registry {
  if (shared !== null) return shared;
  shared = new Registry();
  collectDefaultMetrics({ register: shared });
  return shared;
}
