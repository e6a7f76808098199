/** A header as it is written: name and value. */
export type Header = readonly [name: string, value: string];

/** The headers of every answer over HTTP, whatever it holds: it is neither guessed at, framed nor told of. */
const always: readonly Header[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  // Addresses name rooms, which are nobody else's business.
  ['Referrer-Policy', 'no-referrer'],
];

/**
 * The policy of pages. All they have comes from here: no script, style, picture
 * or frame from elsewhere, and no code between the tags. Sockets go to other
 * ports, too: Red5 rooms have their own.
 */
const pagePolicy = [
  "default-src 'self'",
  "connect-src 'self' ws: wss:",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** For a page. */
export const pageHeaders: readonly Header[] = [
  ...always,
  ['Content-Security-Policy', pagePolicy],
  ['Permissions-Policy', 'camera=(self), microphone=(self), display-capture=(self)'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
];

/** For everything else: if somebody makes a browser show it as a page, it is one that can do nothing. */
export const documentHeaders: readonly Header[] = [
  ...always,
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
];
