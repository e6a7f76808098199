/**
 * Makes text from outside safe to show: control characters (C0, C1, DEL), line
 * and paragraph separators, invisible and direction-changing format characters
 * and lone surrogates are written as `\uXXXX`. The rest stays as it is, and so
 * does text that has been through here before.
 */
export function escapeUnprintable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
  });
}

/**
 * Cuts text that a client sent to a length fit for a log line and escapes it.
 *
 * @param maxLength how much of the text to show, in UTF-16 units
 */
export function printable(text: string, maxLength = 128): string {
  if (text.length <= maxLength) return escapeUnprintable(text);
  const splitsPair = (text.codePointAt(maxLength - 1) ?? 0) > 0xffff;
  return `${escapeUnprintable(text.slice(0, splitsPair ? maxLength - 1 : maxLength))}…`;
}
