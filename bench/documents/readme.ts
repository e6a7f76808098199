import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** This is two folders below the project, in its sources and when it is built. */
const project = new URL('../../', import.meta.url);

/**
 * The text of the first fenced block of one language under a heading of a
 * document, as a reader would copy it.
 *
 * @param path from the project's folder, such as `src/cli/README.md`
 * @param heading without its number signs
 * @throws Error if there is no such document, no such heading in it, or no such block before the next one
 */
export function readmeBlock(path: string, heading: string, language: string): string {
  const lines = readFileSync(fileURLToPath(new URL(path, project)), 'utf8').split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.endsWith(` ${heading}`));
  let block: string[] | null = null;
  let fence: string | null = null;
  for (const line of lines.slice(start + 1)) {
    if (line.startsWith('```')) {
      if (block !== null) return `${block.join('\n')}\n`;
      fence = fence === null ? line.slice(3) : null;
      if (fence === language) block = [];
    } else if (fence === null && line.startsWith('#')) {
      break;
    } else {
      block?.push(line);
    }
  }
  throw new Error(`no block of ${language} under ${heading} in ${path}`);
}

/**
 * Replaces what a reader would: all occurrences of each text.
 *
 * @throws Error if one of them is not there, since then nothing would be tested
 */
export function adapt(text: string, replacements: Readonly<Record<string, string>>): string {
  let adapted = text;
  for (const [from, to] of Object.entries(replacements)) {
    if (!adapted.includes(from)) throw new Error(`${from} is not in ${text}`);
    adapted = adapted.replaceAll(from, () => to);
  }
  return adapted;
}
