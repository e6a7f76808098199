/**
 * Everything for pages without modules: one script that makes one global.
 *
 * @packageDocumentation
 */

export { RoomClient, RoomError } from './index.js';
export { Red5Client } from './red5.js';
export { Mesh } from './webrtc/index.js';
