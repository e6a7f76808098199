/** Which page an address means. */
export type Place = { readonly page: 'lobby' } | { readonly page: 'room'; readonly roomId: string };

const roomPrefix = '/room/';

/** Reads an address; whatever is not a room's is the lobby's. */
export function placeAt({ pathname, search }: Pick<URL, 'pathname' | 'search'>): Place {
  if (!pathname.startsWith(roomPrefix)) return { page: 'lobby' };
  const segment = pathname.slice(roomPrefix.length);
  const roomId = segment === '' ? new URLSearchParams(search).get('id') : decoded(segment);
  return roomId === null || roomId === '' ? { page: 'lobby' } : { page: 'room', roomId };
}

/** The address of a room, without the origin. */
export function addressOf(roomId: string): string {
  const segment = encodeURIComponent(wellFormed(roomId));
  // Browsers resolve these in a path before anyone sees them.
  const isDots = segment === '.' || segment === '..';
  return isDots ? `${roomPrefix}?id=${segment}` : roomPrefix + segment;
}

/** Half a character cannot be part of an address. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Typed by hand: `50%` is as good a name as any.
    return segment;
  }
}

/**
 * An id for a new room: readable, and with an ending that makes it unlikely to
 * be somebody else's already.
 */
export function roomIdFor(roomName: string, ending: string): string {
  const words = wellFormed(roomName)
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  const trimmed = Array.from(words).slice(0, 48).join('').replace(/^-|-$/g, '');
  return trimmed === '' ? ending : `${trimmed}-${ending}`;
}
