import { describe, expect, it } from 'vitest';

import { readDocument } from './support/documents/markdown.js';
import { startServer } from './support/servers/server.js';
import { TestSocket } from './support/clients/websocket.js';

const readme = readDocument('README.md');

/** So much is read in five minutes. */
const mostBytes = 16_384;

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
  it(`has at most ${mostBytes} bytes`, () => {
    expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(mostBytes);
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
});
