/**
 * The JSON protocol on the wire: types alone, which import nothing else, so
 * that programs in other bundles can use them.
 */

export type * from './client-frames.js';
export type * from './server-frames.js';
