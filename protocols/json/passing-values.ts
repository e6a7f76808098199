/** JSON values that only pass through: chat content, signalling payloads. */

import type { JsonText, ProtocolLimits } from '../../src/protocol.js';

/** The value as JSON; null if it is nested too deeply. */
export function encodeJson(value: unknown, limits: ProtocolLimits): JsonText | null {
  if (!isNestedWithin(value, limits.maxJsonDepth) && limits.refuses('maxJsonDepth')) return null;
  try {
    return JSON.stringify(value);
  } catch {
    // Nested deeper than the stack, which JSON.parse does not need: only where no limit is in force.
    return null;
  }
}

/** @param depth how many arrays and objects may lie in each other */
function isNestedWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isNestedWithin(inner, depth - 1));
}

/** Whether the text is at most so many bytes long in UTF-8. */
export function fitsInBytes(text: string, maxBytes: number): boolean {
  // A UTF-16 unit becomes three bytes at most, so most texts need no counting.
  return text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes;
}
