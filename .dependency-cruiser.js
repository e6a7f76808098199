/**
 * Who may import whom. Type imports count. What a row does not name is
 * refused, and so is a file without a row: a new folder needs one.
 *
 * @typedef {object} Row
 * @property {string} name what the rules made from this row are called
 * @property {string} from the files that the row is about, as a regular expression
 * @property {string[]} [may] files that may be imported; `$1` is the first group of `from`
 * @property {string[]} [mayTypes] files of which only types may be imported
 * @property {string[]} [packages] npm packages that may be imported
 * @property {boolean} [node] whether Node's own modules may be imported
 */

const errors = '^src/errors[.]ts$';
const protocolSeam = '^src/protocol[.]ts$';
const grant = '^src/grant[.]ts$';
const reactHook = '^src/client/react[.]ts$';
const wireFrames = '(?:client-|server-)?frames[.]ts$';
const commandsAndEvents = '^src/rooms/(commands|events)[.]ts$';

/** @type {Row[]} */
const rows = [
  { name: 'errors', from: errors },
  { name: 'grant', from: grant },
  { name: 'protocol-seam', from: protocolSeam, mayTypes: [commandsAndEvents, errors, grant] },
  {
    name: 'rooms',
    from: '^src/rooms/',
    may: ['^src/rooms/', errors],
    mayTypes: ['^src/backplane/backplane[.]ts$'],
  },
  {
    name: 'backplane',
    from: '^src/backplane/(?!redis/)',
    may: ['^src/backplane/(?!redis/)', errors],
    mayTypes: [commandsAndEvents],
  },
  {
    name: 'backplane-redis',
    from: '^src/backplane/redis/',
    may: ['^src/backplane/', errors],
    mayTypes: [commandsAndEvents],
    packages: ['redis'],
    node: true,
  },
  {
    name: 'protocols',
    from: `^protocols/([^/]+)/(?!${wireFrames})`,
    may: ['^protocols/$1/', protocolSeam, grant, errors],
    packages: ['zod'],
  },
  // The client SDK takes its types from them and must not get anything else.
  {
    name: 'wire-frames',
    from: `^protocols/([^/]+)/${wireFrames}`,
    mayTypes: [`^protocols/$1/${wireFrames}`],
  },
  {
    name: 'transport',
    from: '^src/transport/',
    may: ['^src/(transport|limits)/', protocolSeam, errors],
    packages: ['ipaddr.js', 'uWebSockets.js'],
    node: true,
  },
  {
    name: 'auth',
    from: '^src/auth/',
    may: ['^src/auth/', grant, errors],
    mayTypes: [protocolSeam],
    packages: ['jose', 'zod'],
    node: true,
  },
  { name: 'limits', from: '^src/limits/', may: ['^src/limits/', errors] },
  {
    name: 'settings',
    from: '^src/settings/',
    may: ['^src/settings/'],
    mayTypes: [protocolSeam],
    packages: ['ipaddr.js', 'zod'],
    node: true,
  },
  {
    name: 'ops',
    from: '^src/ops/',
    may: ['^src/ops/', errors],
    // What it counts, and how it is told of it.
    mayTypes: [protocolSeam, '^src/transport/traffic[.]ts$'],
    packages: ['pino', 'pino-pretty', 'prom-client'],
    node: true,
  },
  {
    name: 'client',
    from: '^src/client/(?!react[.]ts$)',
    may: ['^src/client/(?!react[.]ts$)'],
    mayTypes: ['^protocols/json/frames[.]ts$'],
  },
  // Only who asks for it gets React, which is there because its user has it.
  { name: 'client-react', from: reactHook, may: ['^src/client/'], packages: ['react'] },
  { name: 'web', from: '^src/web/', may: ['^src/(web|client)/'], packages: ['preact'] },
  {
    name: 'composition-root',
    from: '^src/server[.]ts$',
    may: ['^src/(?!cli[.]ts$|client/|web/)', '^protocols/[^/]+/index[.]ts$'],
    node: true,
  },
  {
    // index.ts, cli.ts, config.ts and their like: they reach the parts through the root.
    name: 'shell',
    from: '^src/(?!(errors|grant|protocol|server)[.]ts$)[^/]+[.]ts$',
    may: ['^src/(?!cli[.]ts$)[^/]+[.]ts$', '^src/(auth|ops|settings)/'],
    packages: ['zod'],
    node: true,
  },
];

/**
 * @param {Row} row
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
function rulesOf({ name, from, may = [], mayTypes = [], packages = [], node = false }) {
  const installed = packages.map((name) => `^node_modules/${name.replaceAll('.', '[.]')}/`);
  return [
    {
      name: `${name}-imports`,
      severity: 'error',
      from: { path: from },
      to: {
        pathNot: [...may, ...mayTypes, ...installed],
        ...(node ? { dependencyTypesNot: ['core'] } : {}),
      },
    },
    ...(mayTypes.length === 0
      ? []
      : [
          {
            name: `${name}-imports-types-only`,
            severity: /** @type {const} */ ('error'),
            from: { path: from },
            to: { path: mayTypes, dependencyTypesNot: [/** @type {const} */ ('type-only')] },
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
      from: { path: '^(src|protocols)/', pathNot: rows.map(({ from }) => from) },
      to: {},
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { path: '^(src|protocols)/', orphan: true },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-packages',
      comment: 'They are not there when the package is installed. Pages are bundled with theirs.',
      severity: 'error',
      from: { path: '^(src|protocols)/', pathNot: ['^src/web/', reactHook] },
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
