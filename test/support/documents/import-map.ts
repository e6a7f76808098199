import { markdownTable, withTable } from '../../../bench/documents/markdown-table.js';
import type { rows } from '../../../.dependency-cruiser.js';

type Row = (typeof rows)[number];

/** The last cell of a map: everything that a row lets its folder import, in Markdown. */
function mayImportText({ may = [], mayTypes = [], packages = [], node }: Row): string {
  const inCode = (names: readonly string[]): string =>
    names.map((name) => `\`${name.replace('$1', '*')}\``).join(', ');
  const parts = [
    inCode(may),
    mayTypes.length === 0 ? '' : `types of ${inCode(mayTypes)}`,
    inCode(packages),
    node === true ? 'Node' : '',
  ];
  return parts.filter((part) => part !== '').join(', ') || 'nothing';
}

/**
 * The document with a fresh table between `<!-- map -->` and `<!-- /map -->`:
 * a line for each row, in their order, from the folder to all that it may
 * import. The cells between are for people to write, and are kept; they are
 * empty where a folder is new.
 *
 * @throws Error if there are no such marks, or no table with a head between them
 */
export function withImportMap(document: string, shown: readonly Row[]): string {
  const [head = [], , ...lines] = mapIn(document);
  const kept = new Map(lines.map(([folder, ...cells]) => [folder, cells.slice(0, -1)]));
  const none = head.slice(1, -1).map(() => '');
  const cells = shown.map((row) => {
    const folder = `\`${row.of}\``;
    return [folder, ...(kept.get(folder) ?? none), mayImportText(row)];
  });
  return withTable(document, 'map', markdownTable(head, cells));
}

/** The cells of a document's map, line by line: the head, the rule below it, the folders. */
export function mapIn(document: string): readonly (readonly string[])[] {
  const [, map = ''] = document.split(/<!-- \/?map -->/);
  const lines = map.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}

/** The folders that each folder may import, types included. A file counts as the folder that it is in, if that has a row. */
export function importGraph(all: readonly Row[]): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = all.map(({ of }) => of).filter((of) => of.endsWith('/'));
  const nodesOf = (path: string): readonly string[] => {
    const within = folders.filter((folder) => path.endsWith('/') && isIn(folder, path));
    if (within.length > 0) return within;
    const around = folders.filter((folder) => isIn(path, folder));
    const depth = Math.max(0, ...around.map((folder) => folder.split('/').length));
    return around.length === 0
      ? [path]
      : around.filter((folder) => folder.split('/').length === depth);
  };
  const graph = new Map<string, Set<string>>();
  for (const { of, may = [], mayTypes = [] } of all) {
    const from = of.endsWith('/') ? of : (nodesOf(of)[0] ?? of);
    const targets = graph.get(from) ?? new Set<string>();
    graph.set(from, targets);
    for (const to of [...may, ...mayTypes].flatMap(expanded).flatMap(nodesOf)) {
      if (to !== from) targets.add(to);
    }
  }
  return graph;
}

/** The folders of one cycle, the first again at the end; null if there is none. */
export function cycleIn(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | null {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return null;
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle !== null) return cycle;
    }
    done.add(node);
    return null;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** `src/{a,b}/` as `src/a/` and `src/b/`. */
function expanded(path: string): readonly string[] {
  const [, before = path, choices = '', after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(path) ?? [];
  return choices.split(',').map((choice) => `${before}${choice}${after}`);
}

/** Whether a path is a folder or something in it; `*` may be any name. */
function isIn(path: string, folder: string): boolean {
  const names = path.replace('$1', '*').split('/');
  return folder
    .slice(0, -1)
    .split('/')
    .every((name, depth) => name === '*' || names[depth] === '*' || names[depth] === name);
}
