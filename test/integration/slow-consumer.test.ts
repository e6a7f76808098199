import { describe, expect, it } from 'vitest';

import { placeBystanders } from '../support/bystanders.js';
import { JsonParticipant, usersOf } from '../support/json-participant.js';
import { encodeFrame, opcodes, RawConnection } from '../support/raw-connection.js';
import { startServer } from '../support/server.js';

/** More than kernel and server together hold for anyone. */
const enoughMessages = 2_000;

describe('a participant that does not read', () => {
  it('is cut off when too much waits for it, and the others miss nothing', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const sleeper = await RawConnection.upgraded(server.json.port);
    const join = { type: 'join-room', roomId: 'busy', userId: 'sleeper' };
    sleeper.write(encodeFrame({ opcode: opcodes.text, payload: JSON.stringify(join) }));
    await sleeper.until('"room-joined"');
    sleeper.socket.pause();
    const talker = await JsonParticipant.join(server.json.url, 'busy', 'talker');
    const listener = await JsonParticipant.join(server.json.url, 'busy', 'listener');
    await talker.next('user-joined');

    const sent = await talkUntilSomebodyLeaves(talker);
    await talker.unread();
    const heard = await listener.unread();
    const numbers = heard.flatMap(({ content }) =>
      typeof content === 'string' ? [Number.parseInt(content, 10)] : [],
    );
    expect(numbers).toEqual(Array.from({ length: sent }, (_, index) => index + 1));
    // Messages and the leave are numbered together, after the three joins.
    expect(heard.map(({ offset }) => offset)).toEqual(heard.map((_, index) => index + 4));
    const left = heard.filter(({ type }) => type === 'user-left');
    expect(left.map(usersOf)).toEqual([['talker', 'listener']]);
    await bystanders.expectUnharmed();
  });

  it('costs nobody else, if it only asks and never listens', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const asker = await RawConnection.upgraded(server.json.port);
    asker.socket.pause();
    const large = { type: 'x'.repeat(60), padding: 'x'.repeat(1000) };
    const question = encodeFrame({ opcode: opcodes.text, payload: JSON.stringify(large) });
    const questions = Buffer.concat(Array.from({ length: 1000 }, () => question));
    while (!asker.socket.destroyed && server.callboard.connections > 4) {
      asker.write(questions);
      await bystanders.expectUnharmed();
    }

    await bystanders.expectUnharmed();
    expect(server.callboard.connections).toBe(4);
  });
});

/** @returns how many messages it took */
async function talkUntilSomebodyLeaves(talker: JsonParticipant): Promise<number> {
  for (let count = 1; count <= enoughMessages; count += 1) {
    talker.act('chat-message', { content: `${String(count)} ${'x'.repeat(60_000)}` });
    await talker.next('chat-message');
    const others = await talker.unread();
    if (others.some(({ type }) => type === 'user-left')) return count;
  }
  throw new Error('nobody was cut off');
}
