import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const testRoots = new Set(['describe', 'it', 'test']);
/** Titles of tests that do not run prove nothing. */
const notRun = new Set(['skip', 'todo']);

interface Citation {
  readonly rule: string;
  readonly file: string;
}

/** `- **R5-1** …`: where a rule is stated, not where another one mentions it. */
function rulesOf(readme: string): readonly string[] {
  return Array.from(
    readme.matchAll(/^\s*[-*] \*\*([A-Z][A-Z0-9]*-\d+)\*\*/gm),
    ([, rule]) => rule!,
  );
}

/** `[R5-1]`, or `[R5-1, R5-2]`. */
function citationsOf(title: string): readonly string[] {
  return Array.from(title.matchAll(/\[([^\]]*)\]/g), ([, inside]) =>
    Array.from(inside!.matchAll(/\b[A-Z][A-Z0-9]*-\d+\b/g), ([rule]) => rule),
  ).flat();
}

/** The names in `it`, `it.skip`, `it.each(table)` or `test.for(table)`, the first one first. */
function calleeNames(callee: ts.Expression): readonly string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) {
    return [...calleeNames(callee.expression), callee.name.text];
  }
  if (ts.isCallExpression(callee)) return calleeNames(callee.expression);
  return [];
}

function titlesOf(file: string, source: string): readonly string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [first, ...others] = calleeNames(node.expression);
      const [title] = node.arguments;
      const isTest = first !== undefined && testRoots.has(first);
      if (isTest && !others.some((name) => notRun.has(name)) && title !== undefined) {
        if (ts.isStringLiteralLike(title)) titles.push(title.text);
        else if (ts.isTemplateExpression(title)) titles.push(title.getText());
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return titles;
}

function citationsInTests(): readonly Citation[] {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) =>
      titlesOf(file, readFileSync(join(root, 'test', file), 'utf8'))
        .flatMap(citationsOf)
        .map((rule) => ({ rule, file })),
    );
}

/** Those of each protocol, and those that hold across protocols. */
const documents = ['.', ...readdirSync(join(root, 'protocols'))]
  .map((folder) => join('protocols', folder, 'README.md'))
  .filter((path) => existsSync(join(root, path)))
  .map((path) => ({ path, rules: rulesOf(readFileSync(join(root, path), 'utf8')) }));

const citations = citationsInTests();

describe.each(documents)('the rules of $path', ({ rules }) => {
  const prefixes = new Set(rules.map((rule) => rule.replace(/\d+$/, '')));

  it('are there, under one prefix, each number once', () => {
    expect(rules.length).toBeGreaterThan(0);
    expect([...prefixes]).toHaveLength(1);
    expect(rules).toEqual([...new Set(rules)]);
  });

  it('are each cited by the title of a test', () => {
    const cited = new Set(citations.map(({ rule }) => rule));
    expect(rules.filter((rule) => !cited.has(rule))).toEqual([]);
  });

  it('are all that titles with their prefix cite', () => {
    const ofThisDocument = citations.filter(({ rule }) => prefixes.has(rule.replace(/\d+$/, '')));
    expect(ofThisDocument.filter(({ rule }) => !rules.includes(rule))).toEqual([]);
  });
});

describe('the check of the rules', () => {
  it('sees the titles of tests, tables and groups, and none that do not run', () => {
    const source = `
      describe('[A-1] group', () => {
        it('one [A-2, A-3]', () => {});
        it.each([1])('each %s [A-4]', () => {});
        it.skip('skipped [A-5]', () => {});
        test(\`\${name} [A-6]\`, () => {});
        expect('[A-7]').toBe('');
      });
      describe.todo('[A-8]');
    `;
    const rules = titlesOf('sample.ts', source).flatMap(citationsOf);
    expect(rules).toEqual(['A-1', 'A-2', 'A-3', 'A-4', 'A-6']);
  });

  it('tells where a rule is stated from where it is mentioned', () => {
    expect(rulesOf('- **A-1** is a rule.\nSee **A-2**.\n* **A-3** too, like A-1.')).toEqual([
      'A-1',
      'A-3',
    ]);
  });

  it('finds the document of every protocol, and the one of them all', () => {
    expect(documents.map(({ path }) => path)).toEqual([
      'protocols/README.md',
      'protocols/json/README.md',
      'protocols/red5/README.md',
    ]);
  });
});
