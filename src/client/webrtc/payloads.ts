/**
 * Checks of payloads. What comes from another participant is whatever it chose to send: it is
 * looked at before a connection is given it.
 */

/** The description in a signal; null if it is none. */
export function readDescription(
  payload: unknown,
  type: 'offer' | 'answer',
): RTCSessionDescriptionInit | null {
  if (!isObject(payload)) return null;
  const { sdp } = payload;
  // Some clients leave the type out: the kind of the signal says it too.
  return typeof sdp === 'string' ? { type, sdp } : null;
}

/**
 * To which offer a description belongs: an offer is sent with a name, and the
 * answer repeats it. Null from clients that know of no names.
 */
export function readOfferId(payload: unknown): string | null {
  if (!isObject(payload)) return null;
  const { offerId } = payload;
  return typeof offerId === 'string' ? offerId : null;
}

/** The candidate in a signal; null if there is none in it, or only the end of all candidates. */
export function readCandidate(payload: unknown): RTCIceCandidateInit | null {
  if (!isObject(payload)) return null;
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = payload;
  if (typeof candidate !== 'string' || candidate === '') return null;
  const mid = typeof sdpMid === 'string' ? sdpMid : null;
  const index = typeof sdpMLineIndex === 'number' ? sdpMLineIndex : null;
  // Without either, a candidate belongs to nothing, and connections throw at it.
  if (mid === null && index === null) return null;
  return {
    candidate,
    sdpMid: mid,
    sdpMLineIndex: index,
    usernameFragment: typeof usernameFragment === 'string' ? usernameFragment : null,
  };
}

/**
 * Which connection made a description: its `o=` line names a session, which
 * stays the same as long as the connection lives and is another in every other.
 *
 * @returns null if the description does not say
 */
export function sessionOf(sdp: string): string | null {
  return /^o=\S+ (\S+) /m.exec(sdp)?.[1] ?? null;
}

/** A name for an offer: its connection counts its descriptions in the same `o=` line. */
export function offerIdOf(sdp: string): string {
  return /^o=\S+ (\S+ \S+) /m.exec(sdp)?.[1] ?? '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
