/** More edits than this and a name is no typing error of another. */
const maxDistance = 2;

/**
 * The candidate that `name` is most likely a typing error of, or null if none
 * is close. Case, dashes and underscores do not count.
 */
export function closest(name: string, candidates: readonly string[]): string | null {
  const wanted = simplified(name);
  let best: string | null = null;
  let bestDistance = maxDistance + 1;
  for (const candidate of candidates) {
    const offered = simplified(candidate);
    if (Math.abs(offered.length - wanted.length) > maxDistance) continue;
    const distance = editDistance(wanted, offered);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function simplified(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

/** Counts the insertions, deletions and replacements of characters that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const edited = Math.min(previous[column] ?? 0, current[column - 1] ?? 0) + 1;
      current.push(Math.min(replaced, edited));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
