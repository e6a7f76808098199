import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';

import { planRun } from '../src/cli/plan.js';
import { errors } from '../src/errors/catalogue.js';
import { metricDefinitions } from '../src/ops/metrics/definitions.js';
import { describeSetting, settingNames } from '../src/settings/settings.js';
import { markdownTable, withTable } from '../bench/documents/markdown-table.js';
import { startServer } from './support/servers/server.js';
import { TestSocket } from './support/clients/websocket.js';

const path = fileURLToPath(new URL('../README.md', import.meta.url));
const readme = await readFile(path, 'utf8');

function settingsTable(): string {
  const rows = settingNames.map(describeSetting).map((setting) => {
    return [`\`${setting.name}\``, setting.default, setting.unit ?? '', setting.help];
  });
  return markdownTable(['setting', 'default', 'unit', 'what it is'], rows);
}

function errorsTable(): string {
  const rows = Object.entries(errors).map(([code, { message, closeCode }]) => {
    return [`\`${code}\``, message, closeCode === null ? '–' : String(closeCode)];
  });
  return markdownTable(['code', 'message', 'close code'], rows);
}

function metricsTable(): string {
  const rows = Object.values(metricDefinitions).map(({ name, type, labels, help }) => {
    return [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help];
  });
  return markdownTable(['metric', 'type', 'labels', 'what it is'], rows);
}

/** The lines of a fenced block of one language. */
function block(language: string): readonly string[] {
  const text = readme.split(`\`\`\`${language}\n`)[1]?.split('\n```')[0];
  if (text === undefined) throw new Error(`the README has no block of ${language}`);
  return text.split('\n');
}

async function play(socket: TestSocket, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const text = line.slice(2);
    if (line.startsWith('> ')) socket.send(text);
    else expect(JSON.parse(await socket.texts.next())).toMatchObject(JSON.parse(text) as object);
  }
}

describe('the README', () => {
  // To bring the README up to date: npx vitest run test/readme.test.ts -u
  it('has the settings, the metrics and the errors of the code in its tables', async () => {
    const settled = withTable(readme, 'settings', settingsTable());
    const measured = withTable(settled, 'metrics', metricsTable());
    const fresh = withTable(measured, 'errors', errorsTable());
    const style = await resolveConfig(path);
    await expect(await format(fresh, { ...style, filepath: path })).toMatchFileSnapshot(path);
  });

  it('has a first conversation on the JSON port that goes as printed', async () => {
    const { json } = await startServer();
    const socket = new TestSocket(json.url);
    await socket.opened();
    await play(socket, block('json-conversation'));
  });

  it('has a first conversation on the Red5 port that goes as printed', async () => {
    const { red5 } = await startServer();
    const command = /wscat -c 'ws:\/\/localhost:8001(?<query>\?[^']*)'/.exec(readme);
    const socket = new TestSocket(`${red5.url}/${command?.groups?.['query'] ?? ''}`);
    await socket.opened();
    await play(socket, block('red5-conversation'));
  });

  it('starts the server with settings that there are, wherever it starts it', () => {
    const commands = [...readme.matchAll(/^(?:npm start --|callboard) ((?:.*\\\n)*.*)$/gm)]
      .map(([, args = '']) => args.replaceAll(/\\\n/g, ' '))
      .filter((args) => !args.includes('--tls-'));
    expect(commands.length).toBeGreaterThan(2);
    for (const args of commands) {
      const words = args
        .trim()
        .split(/\s+/)
        .map((word) => word.replace(/^'(.*)'$/, '$1'));
      expect(planRun({ args: words, env: {}, version: '0' }), args).toMatchObject({
        kind: 'serve',
      });
    }
  });

  it('links to files that are there', async () => {
    const links = [...readme.matchAll(/\]\((?!https?:)(?<file>[^)#]+)/g)];
    expect(links.length).toBeGreaterThan(0);
    for (const { groups } of links) {
      await access(new URL(`../${groups?.['file'] ?? ''}`, import.meta.url));
    }
  });
});
