import type { ErrorCode } from '../errors/catalogue.js';
import type { Coalesced } from '../protocol.js';

/**
 * SEAM: hears what goes through one port, so that it can be counted.
 *
 * It is called for each message and each frame, never for each receiver, and
 * in the middle of what everybody waits for. So no method throws, allocates for
 * a call or looks longer than it takes to add numbers up.
 */
export interface Traffic {
  /** A WebSocket has opened, be it let in or not. */
  opened(): void;
  /**
   * @param code as the native module tells it; clients choose theirs freely
   * @param isClosedHere whether the server closed it
   */
  closed(code: number, isClosedHere: boolean): void;
  /**
   * Something that came from a client is about to be handled; `end` follows.
   * One may be handled inside another: then both are one, the outer.
   *
   * @param kind a message, or that a connection has opened or closed
   * @param at monotonic, in ms
   */
  begin(kind: 'message' | 'change', at: number): void;
  end(): void;
  /** A message was read. As `Connection.countReceived`. */
  received(type: string, bytes: number): void;
  /** A message was not read, since too many came. */
  dropped(bytes: number): void;
  /** As `Connection.countRejection`. */
  rejected(code: ErrorCode): void;
  /** A frame was sent to one connection. As `Connection.send`. */
  sent(type: string, bytes: number): void;
  /**
   * A frame was published. It is handed to the sockets by the end of this turn
   * of the event loop. As `Broadcaster.publish`.
   */
  published(type: string, bytes: number, receivers: number, coalesced: Coalesced | undefined): void;
  /** A client was found to read too slowly. */
  fellBehind(): void;
}
