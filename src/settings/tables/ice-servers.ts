import { z } from 'zod';

/** A STUN or TURN server as browsers take it. */
export interface IceServer {
  readonly urls: string;
  /** Of a TURN server, which takes no traffic without it. */
  readonly username?: string;
  readonly credential?: string;
}

const host = '(?:[a-z0-9_.-]+|\\[[0-9a-f:.]+\\])(?::\\d{1,5})?';
const stun = new RegExp(`^stuns?:${host}$`, 'i');
// A name or a secret that has `:` or `@` in it is percent-encoded.
const turn = new RegExp(
  `^(?<scheme>turns?):(?<user>[^:@\\s]+):(?<secret>[^:@\\s]+)@(?<address>${host}(?:[?]transport=(?:udp|tcp))?)$`,
  'i',
);

/** `stun:host:port`, or `turn:user:secret@host:port`, with `?transport=tcp` if need be. */
export const iceServerSchema = z.string().refine((text) => iceServerFrom(text) !== null);

/** @returns null if the text names no server */
export function iceServerFrom(text: string): IceServer | null {
  if (stun.test(text)) return { urls: text };
  const { scheme, user, secret, address } = turn.exec(text)?.groups ?? {};
  if (!scheme || !user || !secret || !address) return null;
  try {
    return {
      urls: `${scheme}:${address}`,
      username: decodeURIComponent(user),
      credential: decodeURIComponent(secret),
    };
  } catch {
    return null;
  }
}
