/**
 * Video and audio between the participants of a room, over the signals that
 * the server passes on.
 *
 * @packageDocumentation
 */

export { Mesh, type MeshEvents, type MeshOptions, type MeshPeer } from './mesh.js';
export {
  defaultRecovery,
  type LinkCondition,
  type Recovery,
  type RecoveryPolicy,
  type Remedy,
} from './recovery.js';
export type { MeshRoom } from './room.js';
