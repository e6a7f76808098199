import { describe, expect, it } from 'vitest';

import { placeBystanders } from '../support/clients/bystanders.js';
import { JsonParticipant } from '../support/clients/json-participant.js';
import { Red5Member } from '../support/clients/red5-member.js';
import { startServer } from '../support/servers/server.js';
import { TestSocket } from '../support/clients/websocket.js';

/** Texts that have made servers, parsers, terminals or other people's sockets fail. */
const oddTexts: readonly (readonly [string, string])[] = [
  ['a lone high surrogate', '\ud800'],
  ['a lone low surrogate', 'x\udfff'],
  ['surrogates the wrong way round', '\udc00\ud800'],
  ['CR LF and a header', 'a\r\nX-Injected: yes\r\n\r\nbody'],
  ['a NUL', 'a\u0000b'],
  ['line separators', '\u2028\u2029\u0085'],
  ['an escape sequence', '\u001b[2J\u001b]0;title\u0007'],
  ['text that turns around', '\u202eabc\u2066'],
  ['a noncharacter', '\uffff\ufffe'],
  ['a name of every object', '__proto__'],
  ['a method of every object', 'hasOwnProperty'],
  ['a constructor', 'constructor'],
  ['JSON', '{"type":"pong"}'],
  ['a closing bracket', '"]}'],
  ['a dollar', '$& $1 $`'],
];

describe('in the JSON protocol', () => {
  it.each(oddTexts)('%s disconnects nobody, wherever it stands', async (_, odd) => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const ann = await JsonParticipant.join(server.json.url, odd, 'ann');
    const mallory = await JsonParticipant.connect(server.json.url);
    await mallory.join(odd, odd, { userName: odd, roomName: odd, password: odd });

    expect(await ann.next('user-joined')).toMatchObject({ userId: odd, userName: odd });
    mallory.act('start-streaming', { streamName: odd });
    for (const one of [ann, mallory]) {
      expect(await one.next('user-streaming-started')).toMatchObject({ userId: odd });
    }
    mallory.act('chat-message', { content: odd });
    for (const one of [ann, mallory]) {
      expect(await one.next('chat-message')).toMatchObject({ userId: odd, content: odd });
    }
    ann.act('chat-message', { content: { [`key ${odd}`]: [odd] } });
    for (const one of [ann, mallory]) {
      expect(await one.next('chat-message')).toMatchObject({ content: { [`key ${odd}`]: [odd] } });
    }
    ann.send({
      type: 'webrtc-offer',
      roomId: odd,
      fromUserId: 'ann',
      toUserId: odd,
      offer: { type: odd, sdp: odd },
    });
    expect(await mallory.next('webrtc-offer')).toMatchObject({ offer: { type: odd, sdp: odd } });
    mallory.send({ type: odd });
    expect(await mallory.next('error')).toMatchObject({ code: 'unknown-type' });
    mallory.send({ type: 'list-rooms', [odd]: odd });
    expect(await mallory.next('rooms-list')).toMatchObject({
      rooms: [{ roomId: 'bystanders' }, { roomId: odd, participantCount: 2 }],
    });
    await mallory.connection.close();
    expect(await ann.next('user-left')).toMatchObject({ userId: odd });
    await bystanders.expectUnharmed();
  });

  it('survives JSON that is nested deeper than any stack', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const mallory = await JsonParticipant.join(server.json.url, 'hostile', 'mallory');
    const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
    mallory.connection.send(
      `{"type":"chat-message","roomId":"hostile","userId":"mallory","content":${deep}}`,
    );

    expect(await mallory.next('error')).toMatchObject({ requestType: 'chat-message' });
    await bystanders.expectUnharmed();
  });

  it('survives numbers that are none', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const mallory = await JsonParticipant.connect(server.json.url);
    for (const number of ['1e999', '-1e999']) {
      mallory.connection.send(`{"type":"join-room","roomId":${number},"userId":${number}}`);
      expect(await mallory.next('error')).toMatchObject({ code: 'invalid-message' });
    }
    expect(await mallory.join(-0, 0)).toMatchObject({ roomId: 0, userId: 0 });
    await bystanders.expectUnharmed();
  });
});

describe('in the Red5 protocol', () => {
  it.each(oddTexts.filter(([, odd]) => odd.isWellFormed()))(
    '%s disconnects nobody, as room or stream',
    async (_, odd) => {
      const server = await startServer();
      const bystanders = await placeBystanders(server);
      const camera = await Red5Member.join(server.red5.url, odd, 'camera');
      const mallory = await Red5Member.join(server.red5.url, odd, odd);

      await camera.listed(['camera', odd]);
      await mallory.connection.close();
      await camera.listed(['camera']);
      await bystanders.expectUnharmed();
    },
  );

  it('keeps escapes of what is no UTF-8 as they are', async () => {
    const server = await startServer();
    const bystanders = await placeBystanders(server);
    const odd = '%ff%ED%A0%80%c0%af%';
    const member = new TestSocket(`${server.red5.url}/?room=${odd}&streamName=${odd}`);

    expect(JSON.parse(await member.texts.next())).toEqual({ room: odd, streams: [odd] });
    await bystanders.expectUnharmed();
  });
});
