// @ts-check
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const nativeModule = {
  name: 'uWebSockets.js',
  message: 'Only src/transport talks to uWebSockets.js.',
};

/**
 * TypeScript and vitest accept named imports from uWebSockets.js, plain Node
 * refuses them at start: its CommonJS entry hides its names.
 */
const namedNativeImports = {
  selector:
    "ImportDeclaration[source.value='uWebSockets.js'][importKind!='type'] > :matches(ImportSpecifier[importKind!='type'], ImportNamespaceSpecifier)",
  message: "Write import uWS from 'uWebSockets.js': plain Node sees no named exports in it.",
};

/** What only the CLI may touch: everything else is handed its settings and its logger. */
const processProperties = [
  { object: 'process', property: 'env', message: 'Settings are read in src/cli/**.' },
  { object: 'process', property: 'exit', message: 'Only src/cli/** ends the process.' },
];

const processImports = [
  {
    name: 'node:process',
    importNames: ['env', 'exit'],
    message: 'Only src/cli/** reads the environment or ends the process.',
  },
  { name: 'node:console', message: 'Only src/cli/** prints.' },
];

/** Time and chance are handed in, so that a test can repeat what happened. */
const impureGlobals = [
  'Date',
  'performance',
  'crypto',
  'setTimeout',
  'setInterval',
  'setImmediate',
].map((name) => ({ name, message: 'Clock, timers and ids are handed in.' }));

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.cache/']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // A default case may be there, as assertNever, but does not stand in for a missing one.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
      ],
      // Numbers read well in a text; everything else is still refused.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => socket.close()` says what it does; braces would only add noise.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', namedNativeImports],
    },
  },
  {
    files: ['src/**', 'protocols/**'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': ['error', ...processProperties],
      'no-restricted-imports': ['error', { paths: [nativeModule, ...processImports] }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/transport/**'],
    rules: { 'no-restricted-imports': ['error', { paths: processImports }] },
  },
  {
    files: ['src/cli/**'],
    rules: {
      'no-console': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-imports': ['error', { paths: [nativeModule] }],
    },
  },
  {
    files: ['src/rooms/**', 'protocols/**', 'src/client/**/*.ts'],
    ignores: ['src/client/connection/environment.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': [
        'error',
        ...processProperties,
        { object: 'Math', property: 'random', message: 'Randomness is handed in.' },
      ],
    },
  },
  {
    files: ['test/**'],
    rules: {
      'no-console': 'error',
      // A value that is not there fails the test either way.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Doubles of interfaces need methods that do nothing.
      '@typescript-eslint/no-empty-function': 'off',
      // Factories return closures; contract suites take what they return apart.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Node runs the tools as they are: plain JavaScript, with types in comments.
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly' },
    },
  },
);
