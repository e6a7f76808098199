import { describe, expect, it } from 'vitest';
import { createBridge } from '../../support/doubles/red5-bridge.js';
import { lastStreamsOf, listsOf } from '../../support/doubles/red5-conference.js';

describe('a Red5 stream', () => {
  it('[BR-5] arrives as a participant and then streams', () => {
    const bridge = createBridge();
    const ada = bridge.join('demo', 'ada');
    ada.take();
    bridge.stream('demo', 'cam');
    const streaming = { userId: 'cam', userName: 'cam', isStreaming: true, streamName: 'cam' };
    expect(ada.take()).toMatchObject([
      {
        type: 'user-joined',
        userId: 'cam',
        userName: 'cam',
        participants: [{ userId: 'ada' }, { userId: 'cam', isStreaming: false }],
      },
      {
        type: 'user-streaming-started',
        userId: 'cam',
        streamName: 'cam',
        participants: [{ userId: 'ada' }, streaming],
      },
    ]);
    expect(bridge.join('demo', 'ben').take()).toMatchObject([
      { type: 'room-joined', participants: [{ userId: 'ada' }, streaming, { userId: 'ben' }] },
    ]);
  });

  it.each([
    { goodbye: true, reason: 'left' },
    { goodbye: false, reason: 'disconnected' },
  ])('[BR-6] goes with the reason $reason if goodbye is $goodbye', ({ goodbye, reason }) => {
    const bridge = createBridge();
    const ada = bridge.join('demo', 'ada');
    const cam = bridge.stream('demo', 'cam');
    ada.take();
    cam.leave({ reason: goodbye ? 'goodbye' : 'lost' });
    expect(ada.take()).toMatchObject([
      { type: 'user-left', userId: 'cam', reason, participants: [{ userId: 'ada' }] },
    ]);
  });

  it('[BR-7] on several connections is one participant', () => {
    const bridge = createBridge();
    const ada = bridge.join('demo', 'ada');
    const first = bridge.stream('demo', 'cam');
    ada.take();
    const second = bridge.stream('demo', 'cam');
    expect(ada.take()).toMatchObject([
      { type: 'user-streaming-started', userId: 'cam', participants: [{}, { userId: 'cam' }] },
    ]);
    first.leave();
    expect(ada.take()).toEqual([]);
    bridge.wait();
    expect(lastStreamsOf(second)).toEqual(['cam']);
    second.leave();
    expect(ada.take()).toMatchObject([{ type: 'user-left', userId: 'cam' }]);
  });
});

describe('a JSON participant', () => {
  const setTheScene = () => {
    const bridge = createBridge();
    const cam = bridge.stream('demo', 'cam');
    const ada = bridge.join('demo', 'ada');
    const act = (type: string, fields: object = {}): void => {
      ada.send({ type, roomId: 'demo', userId: 'ada', ...fields });
      bridge.wait();
    };
    bridge.wait();
    const lists = () => listsOf(cam).map(({ streams }) => streams);
    return { bridge, cam, ada, act, lists };
  };

  it('[BR-8] is listed while it streams', () => {
    const { act, lists } = setTheScene();
    expect(lists()).toEqual([['cam']]);
    act('start-streaming');
    act('stop-streaming');
    expect(lists()).toEqual([['cam'], ['cam', 'ada'], ['cam']]);
  });

  it('[BR-8] is listed under its streamName, as text', () => {
    const { act, lists } = setTheScene();
    act('start-streaming', { streamName: 7 });
    expect(lists()).toEqual([['cam'], ['cam', '7']]);
  });

  it.each(['leave-room', 'join-room'])('[BR-8] is not listed any more after %s', (type) => {
    const { act, lists } = setTheScene();
    act('start-streaming');
    act(type);
    expect(lists()).toEqual([['cam'], ['cam', 'ada'], ['cam']]);
  });

  it('[BR-8] is not listed any more after it joins elsewhere, or as somebody else', () => {
    const { act, lists } = setTheScene();
    act('start-streaming');
    act('join-room', { userId: 'eve' });
    expect(lists()).toEqual([['cam'], ['cam', 'ada'], ['cam']]);
    act('start-streaming', { userId: 'eve' });
    act('join-room', { roomId: 'elsewhere' });
    expect(lists().slice(3)).toEqual([['cam', 'eve'], ['cam']]);
  });

  it('[BR-8] is not listed any more after another connection took its seat', () => {
    const { bridge, act, lists } = setTheScene();
    act('start-streaming');
    bridge.join('demo', 'ada');
    bridge.wait();
    expect(lists()).toEqual([['cam'], ['cam', 'ada'], ['cam']]);
  });

  it('[BR-8] is in the first list of whoever comes', () => {
    const { bridge, act } = setTheScene();
    act('start-streaming');
    expect(listsOf(bridge.stream('demo', 'late'))).toEqual([
      { room: 'demo', streams: ['cam', 'ada', 'late'] },
    ]);
  });

  it('[BR-9] that starts again keeps its place, under its new name', () => {
    const { bridge, act, lists } = setTheScene();
    act('start-streaming', { streamName: 'one' });
    bridge.stream('demo', 'late');
    bridge.wait();
    act('start-streaming', { streamName: 'two' });
    expect(lists().slice(1)).toEqual([
      ['cam', 'one'],
      ['cam', 'one', 'late'],
      ['cam', 'two', 'late'],
    ]);
  });

  it('[BR-9] that stopped and starts again is the last', () => {
    const { bridge, act, lists } = setTheScene();
    act('start-streaming');
    bridge.stream('demo', 'late');
    act('stop-streaming');
    act('start-streaming');
    expect(lists().at(-1)).toEqual(['cam', 'late', 'ada']);
  });

  it('[R5-27] is listed once with another one whose stream has the same name', () => {
    const { bridge, act, lists } = setTheScene();
    const ben = bridge.join('demo', 'ben');
    ben.send({ type: 'start-streaming', roomId: 'demo', userId: 'ben' });
    bridge.wait();
    act('start-streaming', { streamName: 'cam' });
    expect(lists().at(-1)).toEqual(['cam', 'ben']);
    act('stop-streaming');
    expect(lists().at(-1)).toEqual(['cam', 'ben']);
  });

  it('[R5-12, BR-10] that does not stream brings no list, whatever it does', () => {
    const { ada, bridge, act, lists } = setTheScene();
    act('stop-streaming');
    act('join-room', { userName: 'Ada' });
    act('chat-message', { content: 'hello' });
    act('webrtc-offer', { fromUserId: 'ada', toUserId: 'ada', offer: 'v=0' });
    bridge.join('demo', 'ada');
    ada.hangUp();
    bridge.join('demo', 'ben').hangUp({ reason: 'lost' });
    bridge.wait();
    expect(lists()).toEqual([['cam']]);
  });

  it('[BR-10] that repeats its start brings one list', () => {
    const { act, lists } = setTheScene();
    act('start-streaming');
    act('start-streaming');
    act('chat-message', { content: 'still here' });
    expect(lists()).toEqual([['cam'], ['cam', 'ada']]);
  });

  it('[R5-18, R5-22] whose streams come and go in a burst costs few lists, the last one right', () => {
    const { ada, bridge, lists } = setTheScene();
    for (let count = 0; count < 50; count += 1) {
      ada.send({ type: 'start-streaming', roomId: 'demo', userId: 'ada' });
      ada.send({ type: 'stop-streaming', roomId: 'demo', userId: 'ada' });
    }
    ada.send({ type: 'start-streaming', roomId: 'demo', userId: 'ada' });
    bridge.wait();
    expect(lists().length).toBeLessThanOrEqual(3);
    expect(lists().at(-1)).toEqual(['cam', 'ada']);
  });
});
