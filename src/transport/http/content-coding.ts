/** A form in which a body can be sent; `identity` is the body itself. */
export type ContentCoding = 'br' | 'gzip' | 'identity';

/** The smallest first. */
const preferred = ['br', 'gzip'] as const;

/**
 * The best form that an `Accept-Encoding` lets through (RFC 9110, section
 * 12.5.3). A client that accepts nothing at all gets the body as it is: every
 * one can read that.
 *
 * @param header empty if the request has none
 * @param available what there is besides the body itself
 */
export function chooseCoding(header: string, available: readonly ContentCoding[]): ContentCoding {
  const qualities = new Map(header.split(',').map(parseItem));
  const accepts = (coding: string): boolean =>
    (qualities.get(coding) ?? qualities.get('*') ?? 0) > 0;
  return preferred.find((coding) => available.includes(coding) && accepts(coding)) ?? 'identity';
}

function parseItem(item: string): [coding: string, quality: number] {
  const [coding = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length);
  return [coding, quality === undefined ? 1 : Number(quality)];
}
