import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type ChatMessage, RoomClient } from '../../src/client/index.js';
import { turns } from '../support/doubles/fake-web-socket.js';
import { ModelServer } from './model-server.js';

const faults = ['cut', 'restart', 'forget', 'double', 'lose'] as const;
const actions = ['say', 'ben says', 'cem says', 'ben', 'cem', 'wake', 'stream', 'rest'] as const;

type Deed = (typeof faults)[number] | (typeof actions)[number] | 'step';

/** Mostly time passes, and rarely something breaks. */
function deeds(allowed: readonly (typeof faults)[number][]): fc.Arbitrary<readonly Deed[]> {
  const deed = fc.oneof(
    { weight: 4, arbitrary: fc.constant<Deed>('step') },
    { weight: 4, arbitrary: fc.constantFrom<Deed>('say', 'ben says', 'rest') },
    { weight: 3, arbitrary: fc.constantFrom<Deed>(...actions) },
    { weight: 2, arbitrary: fc.constantFrom<Deed>(...allowed) },
  );
  return fc.array(deed, { size: 'max', maxLength: 100 });
}

/** The things that the client's user was told: messages, and losses with how much had been said by then. */
type Told =
  { readonly messageId: string; readonly content: unknown } | { readonly lostUntil: number };

interface Outcome {
  readonly server: ModelServer;
  readonly client: RoomClient;
  readonly told: readonly Told[];
  /** Of ada's messages, in the order of the asking. */
  readonly sent: readonly Promise<ChatMessage>[];
}

function play(all: readonly Deed[]): Outcome {
  const server = new ModelServer();
  const { environment, WebSocket } = server.platform;
  const options = { roomId: 'lobby', userId: 'ada', environment, WebSocket };
  const client = new RoomClient('ws://room.test', options);
  const told: Told[] = [];
  const sent: Promise<ChatMessage>[] = [];
  client.on('message', (message) => told.push(message));
  client.on('history-lost', () => told.push({ lostUntil: server.said.length }));
  void client.join();
  server.toggle('ben');
  server.settle();
  server.said.length = 0;
  for (const [index, deed] of all.entries()) {
    const text = `${deed} ${String(index)}`;
    if (deed === 'say') sent.push(client.sendMessage(text));
    else if (deed === 'ben says') server.say('ben', text);
    else if (deed === 'cem says') server.say('cem', text);
    else if (deed === 'ben' || deed === 'cem') server.toggle(deed);
    else if (deed === 'wake') server.platform.wake();
    else if (deed === 'stream') void client.startStreaming();
    else if (deed === 'rest') for (let moment = 0; moment < 20; moment += 1) server.step();
    else server[deed]();
  }
  server.settle();
  // What was lost last shows when something comes after it.
  server.toggle('ben');
  server.settle();
  return { server, client, told, sent };
}

/** Each message is told once; and all in order, but for what was said before a loss was told. */
function checkTold({ server: { said }, told }: Outcome): void {
  const contents = new Set<unknown>();
  let position = 0;
  const skipTo = (end: number): void => {
    // A room that has opened anew is told again what nobody was sure of.
    const isMissing = ({ content }: { readonly content: unknown }) => !contents.has(content);
    expect(said.slice(position, end).filter(isMissing)).toEqual([]);
    position = Math.max(position, end);
  };
  for (const item of told) {
    if ('lostUntil' in item) {
      position = Math.max(position, item.lostUntil);
      continue;
    }
    expect(contents).not.toContain(item.content);
    skipTo(said.findIndex(({ messageId }) => messageId === item.messageId));
    contents.add(item.content);
  }
  skipTo(said.length);
}

async function checkOutcome(outcome: Outcome): Promise<void> {
  const { server, client, sent, told } = outcome;
  checkTold(outcome);
  expect(client.state).toEqual({ status: 'joined' });
  expect(client.participants.map(({ userId }) => userId)).toEqual(server.roster);
  expect(client.messagesLost).toBe(told.some((item) => 'lostUntil' in item));
  // Each of ada's messages has come through, and is acknowledged.
  const acknowledged = await Promise.race([Promise.all(sent), turns()]);
  expect(acknowledged).toHaveLength(sent.length);
  const contents = new Set(server.said.map(({ content }) => content));
  expect(acknowledged?.every(({ content }) => contents.has(content))).toBe(true);
}

describe('whatever the network does', () => {
  it('every message is told once and in order if nothing but connections is lost', async () => {
    await fc.assert(
      fc.asyncProperty(deeds(['cut', 'double']), async (all) => {
        const outcome = play(all);
        await checkOutcome(outcome);
        const { server, client, told } = outcome;
        // The model keeps the last messages alone.
        if (!client.messagesLost) {
          expect(told).toMatchObject(server.said);
        }
        const wants = all.includes('stream');
        expect(client.streams).toEqual(wants ? [{ userId: 'ada', streamName: 'ada' }] : []);
      }),
      { numRuns: 100 },
    );
  });

  it('every message is told once and in order, or it is told that some are lost', async () => {
    await fc.assert(
      fc.asyncProperty(deeds(['cut', 'double', 'restart', 'forget']), async (all) => {
        await checkOutcome(play(all));
      }),
      { numRuns: 100 },
    );
  });

  it('even frames that are lost on a connection that holds are noticed', async () => {
    await fc.assert(
      fc.asyncProperty(deeds(faults), async (all) => {
        await checkOutcome(play(all));
      }),
      { numRuns: 100 },
    );
  });
});
