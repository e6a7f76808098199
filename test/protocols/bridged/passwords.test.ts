import { describe, expect, it } from 'vitest';
import { errors } from '../../../src/errors/catalogue.js';
import type { FakeClient } from '../../support/doubles/fake-protocol-context.js';
import { createBridge } from '../../support/doubles/red5-bridge.js';
import { listsOf } from '../../support/doubles/red5-conference.js';
import { createRed5Server } from '../../support/doubles/red5-server.js';

const refusal = errors['incorrect-password'].message;

function expectRefused({ connection }: FakeClient): void {
  expect(connection.received).toEqual([refusal]);
  expect(connection.closedWith?.code).toBe(1008);
}

describe('the password of a room on both ports', () => {
  it('[BR-13, R5-25] is set by a Red5 client that opens it, and asked of everyone', () => {
    const bridge = createBridge();
    const cam = bridge.stream('demo', 'cam', 'sesame & co');
    expect(listsOf(cam)).toEqual([{ room: 'demo', streams: ['cam'] }]);
    expect(bridge.join('demo', 'ada').take()).toEqual([
      {
        type: 'join-room-error',
        roomId: 'demo',
        roomName: 'demo',
        error: 'incorrect-password',
        message: refusal,
        hasPassword: true,
      },
    ]);
    expectRefused(bridge.stream('demo', 'other'));
    bridge.wait();
    const ada = bridge.join('demo', 'ada', { password: 'sesame & co' });
    expect(ada.take()).toMatchObject([{ type: 'room-joined' }]);
    expect(listsOf(bridge.stream('demo', 'other', 'sesame & co'))).toEqual([
      { room: 'demo', streams: ['cam', 'other'] },
    ]);
  });

  it.each([undefined, '', 'Sesame', 'sesame '])(
    '[BR-14, R5-9] set by a JSON client admits no Red5 client with %j',
    (password) => {
      const bridge = createBridge();
      const ada = bridge.join('demo', 'ada', { password: 'sesame' });
      const before = bridge.engine.counts();
      ada.take();
      expectRefused(bridge.stream('demo', 'cam', password));
      bridge.wait();
      expect(ada.take()).toEqual([]);
      expect(bridge.engine.counts()).toEqual(before);
    },
  );

  it('[BR-13] set by a JSON client admits a Red5 client that shows it', () => {
    const bridge = createBridge();
    const ada = bridge.join('demo', 'ada', { password: 12 });
    ada.take();
    const cam = bridge.stream('demo', 'cam', '12');
    expect(listsOf(cam)).toEqual([{ room: 'demo', streams: ['cam'] }]);
    expect(ada.take()).toMatchObject([{ type: 'user-joined' }, { type: 'user-streaming-started' }]);
  });

  it('[BR-13] is asked of a further connection of a stream that is there', () => {
    const bridge = createBridge();
    const first = bridge.stream('demo', 'cam', 'sesame');
    expectRefused(bridge.stream('demo', 'cam'));
    expect(first.connection.isOpen).toBe(true);
    expect(bridge.engine.counts().seats).toBe(1);
  });

  it.each(['', 'sesame'])('[BR-13] is not asked for where there is none: %j', (password) => {
    const bridge = createBridge();
    bridge.stream('demo', 'first', '');
    expect(listsOf(bridge.stream('demo', 'cam', password))).toHaveLength(0);
    bridge.wait();
    expect(bridge.join('demo', 'ada').take()).toMatchObject([
      { type: 'room-joined', participants: [{}, {}, {}] },
    ]);
  });

  it('[BR-14] leaves a JSON client that shows a wrong one where it was', () => {
    const bridge = createBridge();
    bridge.stream('locked', 'cam', 'sesame');
    const ada = bridge.join('demo', 'ada');
    ada.take();
    ada.send({ type: 'join-room', roomId: 'locked', userId: 'ada', password: 'open' });
    ada.send({ type: 'chat-message', roomId: 'demo', userId: 'ada', content: 'still here' });
    expect(ada.take()).toMatchObject([
      { type: 'join-room-error', error: 'incorrect-password' },
      { type: 'chat-message', content: 'still here' },
    ]);
  });

  it('[BR-13] goes with the room', () => {
    const bridge = createBridge();
    bridge.stream('demo', 'cam', 'sesame').leave();
    expect(listsOf(bridge.stream('demo', 'cam'))).toHaveLength(1);
  });

  it('[BR-13] stays as long as the empty room does', () => {
    const bridge = createBridge({ policy: { emptyRoomTtlMs: 5000 } });
    bridge.stream('demo', 'cam', 'sesame').leave();
    expectRefused(bridge.stream('demo', 'cam'));
    bridge.wait(5000);
    expect(listsOf(bridge.stream('demo', 'cam'))).toHaveLength(1);
  });
});

describe('password= in a query', () => {
  const bridged = { namespace: 'both', areBridged: true };
  const query = 'room=r&password=no&streamName=a&password=%C3%A9+1';

  it('[R5-25] is decoded like the other values, and the last one counts', () => {
    const { context, connect } = createRed5Server(1024, bridged);
    connect(query);
    expect(context.commands[0]).toMatchObject({
      type: 'join',
      room: { namespace: 'both', roomId: 'r' },
      password: 'é+1',
    });
  });

  it('[R5-25] is ignored where rooms are not bridged, however long it is', () => {
    const { context, connect } = createRed5Server(10);
    expect(connect(query).connection.isOpen).toBe(true);
    expect(connect(`room=r&streamName=b&password=${'x'.repeat(11)}`).connection.isOpen).toBe(true);
    for (const command of [context.commands[0], context.commands[2]]) {
      expect(command).toMatchObject({ type: 'join', password: '' });
    }
  });

  it('[R5-26] may be as long as a name, and no longer', () => {
    const { context, connect } = createRed5Server(10, bridged);
    const { connection } = connect(`room=r&streamName=a&password=${'%C3%A9'.repeat(6)}`);
    expect(connection.received).toEqual([
      'A name is longer than this server accepts. password: at most 10 bytes of UTF-8.',
    ]);
    expect(connection.closedWith?.code).toBe(1008);
    expect(context.commands).toEqual([]);
    connect(`room=r&streamName=a&password=${'%C3%A9'.repeat(5)}`);
    expect(context.commands[0]).toMatchObject({ password: 'é'.repeat(5) });
  });
});
