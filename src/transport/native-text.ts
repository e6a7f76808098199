/**
 * A text as it can be handed to the native module. On Node 24 a text in which
 * every character is Latin-1, but not every one ASCII, would leave as Latin-1
 * (seen with uWebSockets.js 20.x in the package 3.0.6): no UTF-8, so that every
 * client that gets it closes.
 *
 * @param bytes its length in UTF-8
 */
export function nativeText(text: string, bytes = Buffer.byteLength(text)): string | Buffer {
  return bytes === text.length ? text : Buffer.from(text);
}
