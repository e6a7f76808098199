import { describe, expect, it } from 'vitest';

import { turns } from '../support/doubles/fake-web-socket.js';
import { chat, FakeRoom, rejection, roomJoined } from './fake-room.js';

interface SentChat {
  readonly content: unknown;
  readonly clientMessageId: string;
}

/** The messages that were sent on the newest connection. */
function said(room: FakeRoom): readonly SentChat[] {
  // Frames of this type have these fields.
  return room.socket.sentOfType('chat-message') as readonly SentChat[];
}

const contents = (room: FakeRoom) => said(room).map(({ content }) => content);

/** The room has heard one of ada's messages. */
function echo(room: FakeRoom, offset: number, index = 0, more: object = {}): object {
  const { content, clientMessageId } = said(room)[index]!;
  return chat(offset, content, { userId: 'ada', userName: 'ADA', clientMessageId, ...more });
}

describe('a message', () => {
  it('is said, and told once the room has heard it', async () => {
    const room = await new FakeRoom().joined();
    const sending = room.client.sendMessage({ text: 'hi' });
    expect(room.socket.sent.at(-1)).toEqual({
      type: 'chat-message',
      roomId: 'lobby',
      userId: 'ada',
      content: { text: 'hi' },
      clientMessageId: 'id-1',
    });
    expect(room.client.messages).toEqual([]);

    room.receive(echo(room, 2));
    const message = {
      messageId: 'message-2',
      userId: 'ada',
      userName: 'ADA',
      content: { text: 'hi' },
      timestamp: 1002,
    };
    expect(await sending).toEqual(message);
    expect(room.client.messages).toEqual([message]);
    expect(room.heard()).toEqual([{ text: 'hi' }]);
  });

  it('waits for the first join', async () => {
    const room = new FakeRoom();
    void room.client.join();
    const sending = room.client.sendMessage('early');
    room.welcome();
    expect(contents(room)).toEqual(['early']);
    room.receive(echo(room, 2));
    await expect(sending).resolves.toMatchObject({ content: 'early' });
  });

  it('is said as it was when it was given', async () => {
    const room = await new FakeRoom().joined();
    const content = { text: 'before' };
    void room.client.sendMessage(content);
    room.socket.end();
    content.text = 'after';
    room.platform.pass(250);
    room.welcome({ recovered: true });
    expect(contents(room)).toEqual([{ text: 'before' }]);
  });

  it.each([[undefined], [() => 1], [Symbol('x')], [1n]])(
    'that is no JSON is refused: %s',
    async (content) => {
      const room = await new FakeRoom().joined();
      expect(await rejection(room.client.sendMessage(content))).toBe('invalid-message');
      expect(said(room)).toEqual([]);
    },
  );

  it('that is longer than the server takes is not sent', async () => {
    const room = await new FakeRoom().joined();
    const [fits, tooLong] = ['é'.repeat(50), 'é'.repeat(51)];
    void room.client.sendMessage(fits);
    expect(await rejection(room.client.sendMessage(tooLong))).toBe('message-too-large');
    expect(await rejection(room.client.sendMessage(['x'.repeat(98)]))).toBe('message-too-large');
    expect(contents(room)).toEqual([fits]);
  });

  it('that the server refuses is told to who said it', async () => {
    const room = await new FakeRoom().joined();
    const sending = [room.client.sendMessage('one'), room.client.sendMessage('two')];
    const requestType = 'chat-message';
    room.receive({ type: 'error', code: 'forbidden', message: 'No.', requestType });
    room.receive(echo(room, 2, 1));
    await expect(sending[0]).rejects.toMatchObject({ code: 'forbidden', message: 'No.' });
    await expect(sending[1]).resolves.toMatchObject({ content: 'two' });
    expect(room.eventsOf('error')).toEqual([]);
  });

  it('can be given up before it is sent', async () => {
    const room = await new FakeRoom().joined();
    room.socket.end();
    const controller = new AbortController();
    const given = rejection(room.client.sendMessage('one', { signal: controller.signal }));
    void room.client.sendMessage('two');
    controller.abort();
    expect(await given).toBe('aborted');
    room.platform.pass(250);
    room.welcome({ recovered: true });
    expect(contents(room)).toEqual(['two']);
  });

  it('that is given up afterwards is said, and not sent again', async () => {
    const room = await new FakeRoom().joined();
    const controller = new AbortController();
    const given = rejection(room.client.sendMessage('one', { signal: controller.signal }));
    controller.abort();
    expect(await given).toBe('aborted');
    room.receive(echo(room, 2));
    expect(room.contents()).toEqual(['one']);
    room.reconnect();
    room.receive(roomJoined({ recovered: true }));
    expect(contents(room)).toEqual([]);
  });

  it('waits its turn while many are on their way', async () => {
    const room = await new FakeRoom().joined();
    const sending = Array.from({ length: 40 }, (_, index) => room.client.sendMessage(index));
    expect(said(room)).toHaveLength(16);
    for (let index = 0; index < 40; index += 1) room.receive(echo(room, index + 2, index));
    const messages = await Promise.all(sending);
    expect(messages.map(({ content }) => content)).toEqual([...Array(40).keys()]);
  });

  it('is not acknowledged by what somebody else says', async () => {
    const room = await new FakeRoom().joined();
    const sending = rejection(room.client.sendMessage('hi'));
    room.receive(chat(2, 'hi'), chat(3, 'hi', { clientMessageId: 'id-1' }));
    expect(await sending).toBe(null);
  });
});

describe('messages without an acknowledgement', () => {
  it('are said again after a reconnect, in their order and under their ids', async () => {
    const room = await new FakeRoom().joined();
    const sending = ['one', 'two', 'three'].map((text) => room.client.sendMessage(text));
    room.receive(echo(room, 2));
    const before = said(room).slice(1);
    room.reconnect();
    expect(said(room)).toEqual([]);
    room.receive(roomJoined({ offset: 4, recovered: true }));
    expect(said(room)).toEqual(before);

    room.receive(echo(room, 5, 0), echo(room, 6, 1));
    expect((await Promise.all(sending)).map(({ content }) => content)).toEqual([
      'one',
      'two',
      'three',
    ]);
    expect(room.heard()).toEqual(['one', 'two', 'three']);
  });

  it('are shown once if the room had heard them', async () => {
    const room = await new FakeRoom().joined();
    const sending = room.client.sendMessage('one');
    const heard = echo(room, 2);
    room.reconnect();
    room.receive(roomJoined({ offset: 3, recovered: true }), heard, chat(3, 'two'));
    await expect(sending).resolves.toMatchObject({ messageId: 'message-2' });
    // It was said again before it was known to be heard; this is the answer to that.
    room.receive(heard);
    expect(room.contents()).toEqual(['one', 'two']);
    expect(room.heard()).toEqual(['one', 'two']);
  });

  it('are shown once if the room has opened anew and hears them again', async () => {
    const room = await new FakeRoom().joined();
    room.receive(chat(2, 'hi', { clientMessageId: 'of-ben' }));
    room.reconnect();
    const recoveryFailure = 'epoch-changed';
    room.receive(roomJoined({ epoch: 'second', recovered: false, recoveryFailure }));
    room.receive(chat(2, 'hi', { messageId: 'anew', clientMessageId: 'of-ben' }));
    expect(room.contents()).toEqual(['hi']);
    room.receive(chat(3, 'hi', { userId: 'cem', clientMessageId: 'of-ben' }));
    expect(room.contents()).toEqual(['hi', 'hi']);
  });

  it('are said again after a while if there were too many', async () => {
    const room = await new FakeRoom().joined();
    const sending = [room.client.sendMessage('one'), room.client.sendMessage('two')];
    const [code, requestType, retryAfterMs] = ['rate-limited', 'chat-message', 400];
    room.receive({ type: 'error', code, message: 'slow', requestType, retryAfterMs });
    sending.push(room.client.sendMessage('three'));
    room.platform.pass(399);
    expect(contents(room)).toEqual(['one', 'two']);
    room.platform.pass(1);
    expect(contents(room).slice(2)).toEqual(['one', 'two', 'three']);
    for (const [index, offset] of [2, 3, 4].entries()) room.receive(echo(room, offset, index + 2));
    expect(await Promise.all(sending)).toHaveLength(3);
  });
});

describe('messages that were missed', () => {
  it('come in their order, each once', async () => {
    const room = await new FakeRoom().joined();
    room.receive(chat(2, 'one'));
    room.reconnect();
    room.receive(roomJoined({ offset: 9, recovered: true }));
    room.receive(chat(4, 'two'), chat(7, 'three'), chat(10, 'four'));
    expect(room.heard()).toEqual(['one', 'two', 'three', 'four']);
    expect(room.client.messagesLost).toBe(false);
    expect(room.socket.sentOfType('sync-room')).toEqual([]);
  });

  it('are asked for again from where the telling was cut short', async () => {
    const room = await new FakeRoom().joined();
    room.receive(chat(2, 'one'));
    room.reconnect();
    room.receive(roomJoined({ offset: 9, recovered: true }), chat(4, 'two'));
    room.reconnect();
    expect(room.socket.sent).toMatchObject([{ recover: { epoch: 'first', offset: 4 } }]);
    room.receive(roomJoined({ offset: 11, recovered: true }), chat(7, 'three'), chat(12, 'four'));
    expect(room.heard()).toEqual(['one', 'two', 'three', 'four']);
    room.reconnect();
    expect(room.socket.sent).toMatchObject([{ recover: { offset: 12 } }]);
  });

  it.each(['epoch-changed', 'gap', 'expired'])(
    'and are gone are told of, with the reason: %s',
    async (recoveryFailure) => {
      const room = await new FakeRoom().joined();
      room.receive(chat(2, 'one'), chat(3, 'two'));
      room.reconnect();
      const history = [chat(3, 'two'), chat(50, 'fifty')];
      room.receive(roomJoined({ offset: 60, recovered: false, recoveryFailure, history }));
      expect(room.names().slice(2)).toEqual(['history-lost', 'message']);
      expect(room.eventsOf('history-lost')).toMatchObject([
        { reason: recoveryFailure, after: { content: 'two' } },
      ]);
      expect(room.client.messagesLost).toBe(true);
      expect(room.contents()).toEqual(['one', 'two', 'fifty']);

      room.reconnect();
      expect(room.socket.sent).toMatchObject([{ recover: { offset: 60 } }]);
    },
  );

  it('are lost without a doubt where the server keeps none', async () => {
    const room = await new FakeRoom().joined();
    room.reconnect();
    room.receive(roomJoined());
    expect(room.eventsOf('history-lost')).toEqual([{ reason: 'unsupported', after: null }]);
  });

  it('from before joining are there, and are no news', async () => {
    const history = [chat(2, 'one'), chat(4, 'two')];
    const room = new FakeRoom({ history: 2 });
    const joining = room.client.join();
    room.welcome({ offset: 6, history });
    await joining;
    expect(room.socket.sent).toMatchObject([{ history: 2 }]);
    expect(room.contents()).toEqual(['one', 'two']);
    expect(room.heard()).toEqual([]);
    expect(room.client.messagesLost).toBe(false);
  });
});

describe('the list of messages', () => {
  it('keeps as many as it is told to', async () => {
    const room = await new FakeRoom({ maxMessages: 2 }).joined();
    room.receive(chat(2, 'one'), chat(3, 'two'), chat(4, 'three'));
    expect(room.contents()).toEqual(['two', 'three']);
    expect(room.heard()).toEqual(['one', 'two', 'three']);
    room.receive(chat(2, 'one'));
    expect(room.contents()).toEqual(['two', 'three']);
  });

  it('is another array when it has changed', async () => {
    const room = await new FakeRoom().joined();
    const before = room.client.messages;
    room.receive(chat(2, 'one'));
    expect(room.client.messages).not.toBe(before);
    expect(before).toEqual([]);
  });

  it('holds hostile texts as they are', async () => {
    const room = await new FakeRoom().joined();
    const texts = ['<img src=x onerror=alert(1)>', '\u202edrowssap', '\ud800', '', '__proto__'];
    room.receive(...texts.map((text, index) => chat(index + 2, text)));
    expect(room.contents()).toEqual(texts);
  });
});

describe('signals', () => {
  it.each([
    ['offer', 'webrtc-offer', 'offer'],
    ['answer', 'webrtc-answer', 'answer'],
    ['ice-candidate', 'webrtc-ice-candidate', 'candidate'],
  ] as const)('pass on an %s as it is', async (kind, type, field) => {
    const room = await new FakeRoom().joined();
    const signal = { kind, payload: { sdp: 'v=0' } };
    room.client.sendSignal('ben', signal);
    const address = { roomId: 'lobby', fromUserId: 'ada', toUserId: 'ben' };
    expect(room.socket.sent.at(-1)).toEqual({ type, ...address, [field]: signal.payload });

    room.receive({ type, roomId: 'lobby', fromUserId: 'ben', [field]: signal.payload });
    expect(room.eventsOf('signal')).toEqual([{ fromUserId: 'ben', signal }]);
  });

  it('are dropped while there is no connection', async () => {
    const room = await new FakeRoom().joined();
    room.socket.end();
    room.client.sendSignal('ben', { kind: 'offer', payload: 1 });
    room.platform.pass(250);
    room.welcome({ recovered: true });
    expect(room.socket.sentOfType('webrtc-offer')).toEqual([]);
  });
});

describe('errors that nobody waits for', () => {
  it('are told', async () => {
    const room = await new FakeRoom().joined();
    room.receive(
      { type: 'error', code: 'message-too-large', message: 'Too', requestType: 'webrtc-offer' },
      { type: 'error', code: 'new-one' },
    );
    await turns();
    expect(room.eventsOf('error')).toEqual([
      { code: 'message-too-large', message: 'Too', requestType: 'webrtc-offer' },
      { code: 'new-one', message: 'new-one', requestType: null },
    ]);
  });
});
