/** Whether pages of an origin may connect. */
export type OriginCheck = (origin: string) => boolean;

/**
 * Makes a check of `Origin` headers (RFC 6454, section 7).
 *
 * @param allowed `*`; an origin (`https://app.example.org`); a host, whatever the scheme and the
 *   port; either with `*.` before the host for everything below it, but not itself
 * @returns a check that lets an empty origin in: only browsers name one, and only their users
 *   need to be protected from other people's pages
 */
export function createOriginCheck(allowed: readonly string[]): OriginCheck {
  if (allowed.includes('*')) return () => true;
  const patterns = allowed.map(patternOf);
  return (origin) => origin === '' || patterns.some((pattern) => pattern.test(origin));
}

function patternOf(entry: string): RegExp {
  const [, scheme = '', star = '', host = '', port = ''] =
    /^([^/]*:\/\/)?(\*\.)?(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(entry) ?? [];
  const anyPort = scheme === '' && port === '' ? '(:[0-9]+)?' : '';
  if (entry.toLowerCase() === 'null') return /^null$/i;
  const anyScheme = scheme === '' ? '[a-z][a-z0-9+.-]*://' : literal(scheme);
  const below = star === '' ? '' : '([a-z0-9_-]+[.])+';
  const text = `^${anyScheme}${below}${literal(host)}${port === '' ? anyPort : literal(port)}$`;
  return new RegExp(text, 'i');
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
