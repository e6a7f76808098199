/**
 * The names of simulated clients and their rooms. Each run has a tag of its
 * own, so that whatever another run left on the server is seen to be foreign.
 */

export function roomName(tag: string, room: number): string {
  return `${tag}-room-${room}`;
}

export function clientName(tag: string, client: number): string {
  return `${tag}-${client}`;
}

/** @returns the client's number, -1 if the name is none of this run's */
export function clientOf(tag: string, name: unknown): number {
  if (typeof name !== 'string' || !name.startsWith(`${tag}-`)) return -1;
  const digits = name.slice(tag.length + 1);
  return /^\d+$/.test(digits) ? Number(digits) : -1;
}

/** The number whose decimal digits stand at a place of a text, -1 if there are none. */
export function numberAt(bytes: Buffer, place: number): number {
  let value = -1;
  for (let at = place; at < bytes.length; at += 1) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    value = (value === -1 ? 0 : value) * 10 + digit;
  }
  return value;
}
