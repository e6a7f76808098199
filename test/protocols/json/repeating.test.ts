import { describe, expect, it } from 'vitest';
import { backplanes, createConversation } from '../../support/doubles/json-conversation.js';

const chat = { type: 'chat-message', roomId: 'lobby', userId: 'ada', content: 'hello' };
const named = { ...chat, clientMessageId: 'm1' };

describe.each(backplanes)(
  'a message with its own id, with events that come $when,',
  ({ createBackplane }) => {
    async function pair(policy = {}) {
      const conversation = createConversation(createBackplane, {}, policy);
      const [ada, ben] = [conversation.connect(), conversation.connect()];
      await ada.join('lobby', 'ada', { presence: 'delta' });
      await ben.join('lobby', 'ben');
      ada.take();
      ben.take();
      return { ...conversation, ada, ben };
    }

    it('[JR-65] carries it to everyone', async () => {
      const { ada, ben } = await pair();
      const echo = await ada.ask(named);
      expect(echo).toEqual([
        {
          ...named,
          offset: 3,
          userName: 'ada',
          timestamp: 1_700_000_000_000,
          messageId: 'id-3',
        },
      ]);
      expect(ben.take()).toEqual(echo);
    });

    it('[JR-66] is said once: repeated, it is answered to the sender with what it was', async () => {
      const { ada, ben, pass } = await pair();
      const echo = await ada.ask(named);
      await ada.say(chat);
      await pass(1000);
      ada.take();
      ben.take();
      expect(await ada.ask({ ...named, content: 'other words' })).toEqual(echo);
      expect(ben.take()).toEqual([]);
    });

    it('[JR-66] is known on another connection too, and after leaving', async () => {
      const { ada, ben, connect } = await pair();
      const echo = await ada.ask(named);
      await ada.close();
      ben.take();
      const again = connect();
      await again.join('lobby', 'ada');
      ben.take();
      expect(await again.ask(named)).toEqual(echo);
      expect(ben.take()).toEqual([]);
    });

    it('[JR-66] is another one from another user, or in another room', async () => {
      const { ada, ben } = await pair();
      await ada.say(named);
      expect(await ben.ask({ ...named, userId: 'ben' })).toMatchObject([
        { content: 'hello', offset: 3 },
        { userId: 'ben', offset: 4, clientMessageId: 'm1' },
      ]);
      await ada.join('studio', 'ada');
      expect(await ada.ask({ ...named, roomId: 'studio' })).toMatchObject([
        { roomId: 'studio', offset: 2 },
      ]);
    });

    it.each([{ historySize: 1 }, { historyMaxBytes: 300 }, { historyTtlMs: 1000 }])(
      '[JR-66] is forgotten with the history: %j',
      async (policy) => {
        const { ada, pass } = await pair(policy);
        const [echo] = await ada.ask(named);
        for (let n = 0; n < 3; n += 1) await ada.say(chat);
        await pass(1000);
        ada.take();
        const [again] = await ada.ask(named);
        expect(again).toMatchObject({ offset: 7, clientMessageId: 'm1' });
        expect(again).not.toEqual(echo);
      },
    );
  },
);
