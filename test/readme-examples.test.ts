import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';

import { JsonParticipant } from './support/clients/json-participant.js';
import { readDocument } from './support/documents/markdown.js';
import { Red5Member } from './support/clients/red5-member.js';
import { startServer } from './support/servers/server.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const text = ['README.md', 'src/client/README.md'].map(readDocument).join('\n');
const folder = join(root, '.cache/readme');

/** Where the package's parts are before it is built. */
const parts: Readonly<Record<string, string>> = {
  callboard: join(root, 'src/index.ts'),
  'callboard/client': join(root, 'src/client/index.ts'),
  'callboard/client/red5': join(root, 'src/client/red5.ts'),
  'callboard/react': join(root, 'src/client/react/index.ts'),
  'callboard/webrtc': join(root, 'src/client/webrtc/index.ts'),
};

interface Example {
  readonly path: string;
  readonly code: string;
}

const examples: readonly Example[] = [
  ...text.matchAll(/^```(?<language>tsx?)\n(?<code>[^]*?)^```$/gm),
].map(({ groups: { language = '', code = '' } = {} }, index) => ({
  path: join(folder, `example-${String(index + 1)}.${language}`),
  code,
}));

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const { path, code } of examples) writeFileSync(path, code);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the example that has this in it, on other ports than those that it names. */
async function run(part: string, ports: Readonly<Record<string, string>>): Promise<void> {
  const example = examples.find(({ code }) => code.includes(part));
  if (example === undefined) throw new Error(`no example has ${part} in it`);
  let { code } = example;
  for (const [url, actual] of Object.entries(ports)) code = code.replaceAll(url, actual);
  for (const [name, path] of Object.entries(parts))
    code = code.replaceAll(`'${name}'`, `'${path}'`);
  const path = join(folder, 'run.ts');
  writeFileSync(path, code);
  vi.stubGlobal('WebSocket', WebSocket);
  await import(/* @vite-ignore */ `${path}?${encodeURIComponent(part)}`);
}

describe('the examples of the READMEs', () => {
  it('are there for every part of the client', () => {
    const code = examples.map((example) => example.code).join('');
    for (const name of Object.keys(parts)) expect(code).toContain(`from '${name}'`);
  });

  it('agree with the types', () => {
    const program = ts.createProgram({
      rootNames: examples.map(({ path }) => path),
      options: {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        lib: ['lib.es2023.d.ts', 'lib.es2024.string.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
        types: ['node'],
        jsx: ts.JsxEmit.ReactJSX,
        paths: Object.fromEntries(Object.entries(parts).map(([name, path]) => [name, [path]])),
      },
    });
    // Of them alone: what they import is checked with the project.
    const mistakes = examples
      .flatMap(({ path }) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    expect(mistakes).toEqual([]);
  });

  it('join a room, stream and speak', async () => {
    const { json } = await startServer();
    const log = vi.spyOn(console, 'log').mockReturnValue();
    const ben = await JsonParticipant.join(json.url, 'green-room', 'ben');
    await run('await room.startStreaming();\nawait room.sendMessage(', {
      'ws://localhost:8080': json.url,
    });
    expect(await ben.next('user-joined')).toMatchObject({ userName: 'Ann' });
    expect(await ben.next('user-streaming-started')).toMatchObject({ userId: 'ann' });
    expect(await ben.next('chat-message')).toMatchObject({ content: 'Five minutes, please.' });
    expect(log).toHaveBeenCalledWith('Ann', 'Five minutes, please.');
  });

  it('join a room and speak, or say why not', async () => {
    const { json } = await startServer();
    const log = vi.spyOn(console, 'log').mockReturnValue();
    const ann = await JsonParticipant.join(json.url, 'green-room', 'ann');
    await run('instanceof RoomError', { 'ws://localhost:8080': json.url });
    expect(await ann.next('user-joined')).toMatchObject({ userId: 'ben' });
    expect(await ann.next('chat-message')).toMatchObject({
      userId: 'ben',
      content: { text: 'Here!', mood: 'ready' },
    });
    expect(log).toHaveBeenCalledWith('joined', 'with', 2, 'in the room');
  });

  it('follow a conference', async () => {
    const { red5 } = await startServer();
    const log = vi.spyOn(console, 'log').mockReturnValue();
    await run('new Red5Client(', { 'ws://localhost:8001': red5.url });
    const other = await Red5Member.join(red5.url, 'conference', 'camera-2');
    await vi.waitFor(() => expect(log).toHaveBeenCalledWith('the others:', ['camera-2']));
    expect(log).toHaveBeenCalledWith('to subscribe to:', 'camera-2');
    await other.connection.close();
    await vi.waitFor(() => expect(log).toHaveBeenCalledWith('gone:', 'camera-2'));
  });
});
