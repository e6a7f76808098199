const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/**
 * A random text that can be read aloud. `crypto.randomUUID` would not do: pages
 * that do not come from HTTPS or this machine lack it.
 */
export function randomText(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  // 32 letters: no remainder, so that each is as likely as any other.
  return Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
