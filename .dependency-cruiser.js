/**
 * Who may import whom. Type imports count. What a row does not name is
 * refused, and so is a file without a row: a new folder needs one. The maps in
 * src/README.md and bench/README.md show the same, and a test compares them.
 *
 * Paths are written as in a shell: `*` is any one folder, `{a,b}` one of two.
 *
 * @typedef {object} Row
 * @property {string} of the folder, with a slash at the end, or the file that the row is about; what a
 *   longer row is about is not meant. A folder may import from itself
 * @property {string[]} [may] folders and files that may be imported; `$1` is what `*` stands for
 * @property {string[]} [mayTypes] those of which only types may be imported
 * @property {string[]} [packages] npm packages that may be imported
 * @property {boolean} [node] whether Node's own modules may be imported
 */

const commandsAndEvents = 'src/rooms/{commands,events}.ts';
const wireFrames = ['protocols/$1/frames.ts', 'protocols/$1/frames/'];

/** @type {Row[]} */
export const rows = [
  { of: 'src/errors/' },
  { of: 'src/grant.ts' },
  { of: 'src/package.ts', packages: ['zod'], node: true },
  {
    of: 'src/protocol.ts',
    may: ['src/errors/'],
    mayTypes: [commandsAndEvents, 'src/grant.ts'],
  },
  { of: 'src/rooms/', may: ['src/errors/'], mayTypes: ['src/backplane/backplane.ts'] },
  { of: 'src/backplane/', may: ['src/errors/'] },
  {
    of: 'src/backplane/redis/',
    may: ['src/backplane/', 'src/errors/'],
    packages: ['@redis/client'],
    node: true,
  },
  { of: 'src/limits/', may: ['src/errors/'] },
  {
    of: 'src/auth/',
    may: ['src/grant.ts', 'src/errors/'],
    mayTypes: ['src/protocol.ts'],
    packages: ['jose', 'zod'],
    node: true,
  },
  { of: 'src/log/', packages: ['pino', 'pino-pretty'], node: true },
  {
    of: 'src/transport/',
    may: ['src/limits/', 'src/protocol.ts', 'src/errors/'],
    packages: ['ipaddr.js', 'uWebSockets.js'],
    node: true,
  },
  {
    of: 'src/ops/',
    may: ['src/errors/'],
    mayTypes: ['src/protocol.ts', 'src/transport/traffic.ts'],
    packages: ['prom-client'],
    node: true,
  },
  {
    of: 'src/settings/',
    may: ['protocols/index.ts', 'src/log/', 'src/auth/keys.ts'],
    packages: ['ipaddr.js', 'zod'],
    node: true,
  },
  {
    of: 'src/server/',
    may: [
      'protocols/index.ts',
      'src/{auth,backplane,errors,limits,log,ops,rooms,settings,transport}/',
      'src/{grant,package,protocol}.ts',
    ],
    packages: ['zod'],
    node: true,
  },
  { of: 'src/index.ts', may: ['src/{errors,log,server,settings}/'] },
  {
    of: 'src/cli/',
    may: ['src/{auth,errors,log,settings}/', 'src/{grant,index,package}.ts'],
    node: true,
  },
  { of: 'src/client/', mayTypes: ['protocols/json/frames.ts', 'src/errors/'] },
  // Only who asks for it gets React, which is there because its user has it.
  { of: 'src/client/react/', may: ['src/client/'], packages: ['react'] },
  { of: 'src/web/', may: ['src/client/'], packages: ['preact'] },
  { of: 'protocols/index.ts', may: ['protocols/*/index.ts'], mayTypes: ['src/protocol.ts'] },
  {
    of: 'protocols/*/',
    may: [...wireFrames, 'src/errors/', 'src/{grant,protocol}.ts'],
    packages: ['zod'],
  },
  // What others could write, too: nothing but the seam.
  { of: 'protocols/examples/*/', may: ['src/protocol.ts'] },
  // The client SDK takes its types from them and must not get anything else.
  { of: 'protocols/*/frames.ts', mayTypes: wireFrames },
  { of: 'protocols/*/frames/' },
  // The load tester. Whatever it measures and shows, a server is a process of its own to it.
  { of: 'bench/flags.ts', packages: ['zod'] },
  { of: 'bench/plan/' },
  { of: 'bench/plots/' },
  { of: 'bench/documents/', node: true },
  { of: 'bench/baselines/', packages: ['uWebSockets.js', 'ws'], node: true },
  {
    of: 'bench/measuring/',
    mayTypes: ['bench/plan/'],
    packages: ['hdr-histogram-js'],
    node: true,
  },
  { of: 'bench/ledgers/', may: ['bench/plan/'], mayTypes: ['bench/measuring/'] },
  { of: 'bench/clients/', may: ['bench/{ledgers,measuring,plan}/'], node: true },
  {
    of: 'bench/recordings/',
    may: ['bench/{clients,measuring}/', 'src/log/printable.ts'],
    mayTypes: ['bench/plan/'],
    packages: ['zod'],
    node: true,
  },
  {
    of: 'bench/crews/',
    may: ['bench/{clients,measuring,plan}/'],
    mayTypes: ['bench/flags.ts'],
  },
  {
    of: 'bench/scenarios/*/',
    may: ['bench/{clients,crews,ledgers,measuring,plan,recordings}/', 'src/errors/'],
    mayTypes: ['bench/flags.ts'],
  },
  {
    of: 'bench/scenarios/index.ts',
    may: ['bench/scenarios/*/'],
    mayTypes: ['bench/crews/', 'bench/flags.ts'],
  },
  {
    of: 'bench/results/',
    may: ['src/errors/'],
    mayTypes: ['bench/flags.ts', 'bench/measuring/'],
    packages: ['zod'],
    node: true,
  },
  { of: 'bench/report/', may: ['bench/{measuring,plots,results}/'] },
  {
    of: 'bench/run/',
    may: ['bench/{ledgers,measuring,results}/', 'bench/scenarios/index.ts'],
    mayTypes: ['bench/{crews,plan}/', 'bench/flags.ts'],
    packages: ['ws', 'zod'],
    node: true,
  },
  {
    of: 'bench/cli/',
    may: ['bench/recordings/', 'bench/flags.ts', 'bench/scenarios/index.ts'],
    packages: ['zod'],
    node: true,
  },
  {
    of: 'bench/main.ts',
    may: ['bench/{cli,report,results,run}/'],
    mayTypes: ['bench/flags.ts'],
    packages: ['zod'],
    node: true,
  },
  {
    of: 'bench/worker.ts',
    may: ['bench/{clients,crews,measuring}/', 'bench/scenarios/index.ts'],
  },
  {
    of: 'bench/comparison/',
    may: ['bench/{documents,plots,results}/'],
    mayTypes: ['bench/flags.ts'],
    packages: ['prettier', 'zod'],
    node: true,
  },
  {
    of: 'bench/rolling-restart/',
    may: ['bench/documents/', 'src/client/index.ts'],
    packages: ['ws'],
    node: true,
  },
];

/**
 * @param {string} path
 * @returns {string} what matches it, as a regular expression
 */
function patternOf(path) {
  const pattern = path
    .replaceAll('.', '[.]')
    .replace('*', '([^/]+)')
    .replace(/\{([^}]*)\}/g, (_, choices) => `(?:${String(choices).replaceAll(',', '|')})`);
  return `^${pattern}${path.endsWith('/') ? '' : '$'}`;
}

/**
 * @param {Row} row
 * @returns {{ path: string, pathNot: string[] }} the files that it is about
 */
function filesOf({ of }) {
  const longer = rows.filter((other) => other.of !== of && other.of.startsWith(of));
  return { path: patternOf(of), pathNot: longer.map((other) => patternOf(other.of)) };
}

/**
 * @param {Row} row
 * @returns {string[]} what a folder's files may import of it: all but folders with rows of their own
 */
function ownOf({ of }) {
  if (!of.endsWith('/')) return [];
  const inner = rows
    .filter((other) => other.of !== of && other.of.startsWith(of) && other.of.endsWith('/'))
    .map((other) => other.of.slice(of.length));
  const others = inner.length === 0 ? '' : `(?!${inner.join('|')})`;
  return [`${patternOf(of.replace('*', '$1'))}${others}`];
}

/**
 * @param {Row} row
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
function rulesOf(row) {
  const { of, may = [], mayTypes = [], packages = [], node = false } = row;
  const from = filesOf(row);
  const installed = packages.map((name) => `^node_modules/${name.replaceAll('.', '[.]')}/`);
  const types = mayTypes.map(patternOf);
  const core = node ? { dependencyTypesNot: [/** @type {const} */ ('core')] } : {};
  const severity = /** @type {const} */ ('error');
  const typeOnly = [/** @type {const} */ ('type-only')];
  return [
    {
      name: `imports of ${of}`,
      severity,
      from,
      to: { pathNot: [...ownOf(row), ...may.map(patternOf), ...types, ...installed], ...core },
    },
    ...(types.length === 0
      ? []
      : [
          {
            name: `type imports of ${of}`,
            severity,
            from,
            to: { path: types, dependencyTypesNot: typeOnly },
          },
        ]),
  ];
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rows.flatMap(rulesOf),
    {
      name: 'every-file-has-a-row',
      comment: 'A file that no row is about could import anything.',
      severity: 'error',
      from: { path: '^(src|protocols|bench)/', pathNot: rows.map(({ of }) => patternOf(of)) },
      to: {},
    },
    {
      name: 'tests-are-for-tests',
      comment: 'What ships cannot take along what stays at home.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { path: '^(src|protocols|bench)/', orphan: true },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-packages',
      comment:
        'They are not there when the package is installed. Pages are bundled with theirs; the ' +
        'comparison is no part of the package.',
      severity: 'error',
      from: {
        path: '^(src|protocols|bench)/',
        pathNot: ['^src/web/', '^src/client/react/', '^bench/comparison/'],
      },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // Only our own: packages have folders of that name, too.
    exclude: { path: '^dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default'] },
  },
};
