/**
 * `npm run api:report`: writes the API report of every public entry beside its
 * source, from the declarations in dist/. An argument is another folder to
 * write them to. A change of a report is a change of what users build upon.
 */
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
} from '@microsoft/api-extractor';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The source of each export of package.json that has types; its report stands beside it. */
const sources = new Map([
  ['.', 'src/index.ts'],
  ['./protocol', 'src/protocol.ts'],
  ['./client', 'src/client/index.ts'],
  ['./client/red5', 'src/client/red5.ts'],
  ['./react', 'src/client/react/index.ts'],
  ['./webrtc', 'src/client/webrtc/index.ts'],
]);

/** @type {unknown} */
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { exports } = /** @type {{ exports: Record<string, string | { types?: string }> }} */ (
  manifest
);

const entries = Object.entries(exports).flatMap(([name, target]) => {
  if (typeof target === 'string' || target.types === undefined) return [];
  const source = sources.get(name);
  if (source === undefined) throw new Error(`.ci/api-reports.mjs does not know ${name}`);
  const report = source.replace(/[.]ts$/, '.api.md');
  return [{ types: join(root, target.types), report, draft: report.replaceAll('/', '-') }];
});

const folder = process.argv[2] === undefined ? root : resolve(process.argv[2]);
// Of its own, so that several runs at once do not meet.
const drafts = join(root, `.cache/api-reports-${process.pid}`);

const quiet = { logLevel: ExtractorLogLevel.None };

/**
 * @param {{ types: string, draft: string }} entry
 * @returns {ExtractorConfig}
 */
function configOf({ types, draft }) {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: types,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            target: 'ES2023',
            lib: ['ES2023', 'ES2024.String', 'DOM', 'DOM.Iterable'],
            types: ['node'],
            strict: true,
            skipLibCheck: true,
          },
          files: [types],
        },
      },
      apiReport: {
        enabled: true,
        // What is reached but has no name outside, such as the tables of settings, is part of it.
        includeForgottenExports: true,
        reportFileName: draft,
        reportFolder: drafts,
        reportTempFolder: join(drafts, 'temp'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          'ae-forgotten-export': quiet,
          // Everything that is exported is public.
          'ae-missing-release-tag': quiet,
          'ae-undocumented': quiet,
          // The bundler puts what an entry shares with others above its first comment.
          'ae-misplaced-package-tag': quiet,
        },
        tsdocMessageReporting: { default: quiet },
      },
    },
  });
}

/**
 * Drops what the tool tells of its own progress.
 *
 * @param {import('@microsoft/api-extractor').ExtractorMessage} message
 */
function mute(message) {
  if (message.logLevel === ExtractorLogLevel.Error) return;
  if (message.messageId.startsWith('console-')) message.handled = true;
}

try {
  mkdirSync(drafts, { recursive: true });
  const configs = entries.map(configOf);
  const [first] = configs;
  if (first === undefined) throw new Error('package.json exports nothing with types');
  const additionalEntryPoints = entries.map(({ types }) => types);
  const compilerState = CompilerState.create(first, { additionalEntryPoints });
  for (const config of configs) {
    const { succeeded } = Extractor.invoke(config, {
      compilerState,
      localBuild: true,
      messageCallback: mute,
    });
    if (!succeeded) process.exitCode = 1;
  }
  for (const { draft, report } of entries) {
    const target = join(folder, report);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(drafts, draft), target);
  }
} finally {
  rmSync(drafts, { recursive: true, force: true });
}
