import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import type { Identifier, Signal } from '../../../src/client/index.js';
import type { Mesh } from '../../../src/client/webrtc/index.js';
import { FakePlatform } from '../../support/doubles/fake-web-socket.js';
import { FakeConnection } from './fake-connection.js';
import { FakeHall, fakeStream } from './fake-hall.js';

let hall: FakeHall;

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  FakeConnection.opened = [];
  hall = new FakeHall();
});

/** Lets happen all that happens at once. */
async function settle(ms = 50): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** Somebody who streams. */
function streamer(userId: string): Mesh {
  const { mesh } = hall.join(userId);
  mesh.setLocalStream(fakeStream(userId));
  hall.stream(userId);
  return mesh;
}

const kindsFrom = (mesh: Mesh, userId: Identifier): readonly string[] =>
  (mesh.peers.get(userId)?.tracks ?? []).map(({ kind }) => kind).sort();

const open = (): readonly FakeConnection[] =>
  FakeConnection.opened.filter(({ connectionState }) => connectionState !== 'closed');

/** The offer of somebody who sends a picture. */
async function offerOfVideo(): Promise<Signal> {
  const connection = new FakeConnection();
  connection.addTransceiver('video', { direction: 'sendrecv' });
  await connection.setLocalDescription();
  return { kind: 'offer', payload: connection.localDescription };
}

/** The end of a connection at which something is sent. */
function sendingEnd(): FakeConnection {
  return open().find((one) => one.getTransceivers().some(({ sender }) => sender.track !== null))!;
}

describe('a room', () => {
  it('without streams has no connections', async () => {
    const { mesh } = hall.join('ann');
    hall.join('ben');
    await settle(60_000);
    expect(mesh.peers.size).toBe(0);
    expect(FakeConnection.opened).toEqual([]);
  });

  it('shows a stream to somebody who only watches', async () => {
    const ben = hall.join('ben').mesh;
    const zoe = streamer('zoe');
    await settle();
    expect(hall.sent('offer')).toEqual(['zoe>ben']);
    expect(kindsFrom(ben, 'zoe')).toEqual(['audio', 'video']);
    expect(kindsFrom(zoe, 'ben')).toEqual([]);
  });

  it('shows it to somebody who comes late', async () => {
    streamer('zoe');
    await settle();
    const ann = hall.join('ann').mesh;
    await settle();
    expect(hall.sent('offer')).toEqual(['zoe>ann']);
    expect(kindsFrom(ann, 'zoe')).toEqual(['audio', 'video']);
  });

  it('has one connection for a pair that streams both ways', async () => {
    const meshes = ['ann', 'ben', 'cat'].map(streamer);
    await settle();
    expect(open()).toHaveLength(6);
    for (const mesh of meshes) {
      for (const userId of mesh.peers.keys()) {
        expect(kindsFrom(mesh, userId)).toEqual(['audio', 'video']);
      }
    }
  });

  it('lets the lower offer when the higher of two begins to stream too', async () => {
    streamer('ann');
    hall.join('ben').mesh.setLocalStream(fakeStream('ben'));
    await settle();
    hall.stream('ben');
    await settle();
    expect(hall.sent('offer')).toEqual(['ann>ben', 'ann>ben']);
  });

  it('lets the lower offer when the lower of two begins to stream too', async () => {
    streamer('ben');
    const ann = hall.join('ann').mesh;
    ann.setLocalStream(fakeStream('ann'));
    await settle();
    hall.stream('ann');
    await settle();
    expect(hall.sent('offer')).toEqual(['ben>ann', 'ann>ben']);
    expect(kindsFrom(ann, 'ben')).toEqual(['audio', 'video']);
  });
});

describe('two offers that collide', () => {
  it('end with that of the lower, and with both streams', async () => {
    const ann = hall.join('ann').mesh;
    const ben = hall.join('ben').mesh;
    ann.setLocalStream(fakeStream('ann'));
    ben.setLocalStream(fakeStream('ben'));
    hall.stream('ben');
    // The one has made its offer, and it is still on its way.
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    hall.stream('ann');
    await settle();
    expect(hall.sent('offer')).toEqual(['ben>ann', 'ann>ben']);
    expect(hall.sent('answer')).toEqual(['ben>ann']);
    expect(open()).toHaveLength(2);
    expect(kindsFrom(ann, 'ben')).toEqual(['audio', 'video']);
    expect(kindsFrom(ben, 'ann')).toEqual(['audio', 'video']);
  });
});

describe('an offer without a name that collides', () => {
  it('is ignored by the higher too: its sender takes the other one', async () => {
    hall.lets = ({ signal }) => signal.kind !== 'offer';
    const zoe = hall.join('zoe').mesh;
    hall.join('old').mesh.close();
    zoe.setLocalStream(fakeStream('zoe'));
    hall.stream('zoe');
    await settle();
    const own = sendingEnd();
    hall.lets = () => true;
    hall.pass({ from: 'old', to: 'zoe', signal: await offerOfVideo() });
    await settle();
    expect(own.signalingState).toBe('have-local-offer');
    expect(hall.sent('answer')).toEqual([]);
  });
});

describe('a stream', () => {
  it('that stops is gone at once, and the other one stays', async () => {
    const ann = streamer('ann');
    const ben = streamer('ben');
    await settle();
    hall.stream('ann', false);
    await settle(0);
    expect(ben.peers.get('ann')?.stream).toBeNull();
    await settle();
    expect(kindsFrom(ann, 'ben')).toEqual(['audio', 'video']);
    expect(open()).toHaveLength(2);
  });

  it('that was the last one takes the connections with it', async () => {
    const ann = streamer('ann');
    const { mesh } = hall.join('ben');
    await settle();
    hall.stream('ann', false);
    await settle();
    expect([ann.peers.size, mesh.peers.size, open().length]).toEqual([0, 0, 0]);
  });

  it('that starts again is shown again, in the places that it had', async () => {
    streamer('ann');
    const ben = streamer('ben');
    await settle();
    for (const isStreaming of [false, true, false, true]) {
      hall.stream('ann', isStreaming);
      await settle();
    }
    expect(kindsFrom(ben, 'ann')).toEqual(['audio', 'video']);
    expect(open().map((one) => one.getTransceivers().length)).toEqual([2, 2]);
  });

  it('is replaced by another without a negotiation', async () => {
    const ann = streamer('ann');
    hall.join('ben');
    await settle();
    const screen = fakeStream('screen');
    ann.setLocalStream(screen);
    await settle();
    expect(hall.sent('offer')).toHaveLength(1);
    const sent = sendingEnd()
      .getTransceivers()
      .map(({ sender }) => sender.track?.id);
    expect(sent).toEqual(['screen-audio', 'screen-video']);
  });

  it('may be handed in after it has started', async () => {
    const ann = hall.join('ann').mesh;
    const ben = hall.join('ben').mesh;
    hall.stream('ann');
    await settle();
    ann.setLocalStream(fakeStream('ann'));
    await settle();
    expect(kindsFrom(ben, 'ann')).toEqual(['audio', 'video']);
  });
});

describe('a participant', () => {
  it('who leaves takes the connection along', async () => {
    const ann = streamer('ann');
    hall.join('ben');
    await settle();
    hall.leave('ben');
    await settle(0);
    expect(ann.peers.size).toBe(0);
  });

  it('who comes in anew gets a new connection, once', async () => {
    const ann = streamer('ann');
    hall.join('ben');
    await settle();
    const before = ann.peers.get('ben');
    hall.rejoin('ben');
    await settle();
    expect(ann.peers.get('ben')).not.toBe(before);
    expect(hall.sent('offer')).toEqual(['ann>ben', 'ann>ben']);
    // The newcomer has seen by the offer that it is another connection's.
    expect(open()).toHaveLength(2);
  });

  it('whose answer comes from another connection than before is offered a new one', async () => {
    const ann = streamer('ann');
    const ben = hall.join('ben');
    await settle();
    // Its page is loaded anew, and nobody was told.
    ben.mesh.close();
    const again = hall.join('ben').mesh;
    await settle();
    ann.setLocalStream(null);
    await settle();
    ann.setLocalStream(fakeStream('ann'));
    await settle();
    expect(kindsFrom(again, 'ann')).toEqual(['audio', 'video']);
    expect(open()).toHaveLength(2);
  });

  it('who is not in the room is not listened to', async () => {
    const { mesh } = hall.join('ann');
    const signal = { kind: 'offer', payload: { type: 'offer', sdp: 'v=0' } } as const;
    hall.pass({ from: 'mallory', to: 'ann', signal });
    await settle();
    expect(mesh.peers.size).toBe(0);
    expect(FakeConnection.opened).toEqual([]);
  });
});

describe('signals', () => {
  it('that come before the news that somebody streams are understood when it comes', async () => {
    const ben = hall.join('ben').mesh;
    hall.join('ann').mesh.close();
    hall.pass({ from: 'ann', to: 'ben', signal: await offerOfVideo() });
    await settle();
    expect(ben.peers.size).toBe(0);
    hall.stream('ann');
    await settle();
    expect(hall.sent('answer')).toEqual(['ben>ann']);
    expect(kindsFrom(ben, 'ann')).toEqual(['video']);
  });

  it('that come from a connection that has ended bring nothing back', async () => {
    streamer('ann');
    streamer('ben');
    await settle();
    // Both stop, and what ann says about her end is still on its way when ben has dropped his.
    const { lets } = hall;
    hall.lets = () => false;
    hall.stream('ann', false);
    await settle();
    const late = hall.passed.at(-1)!;
    expect(late.signal.kind).not.toBe('answer');
    hall.stream('ben', false);
    await settle();
    hall.lets = lets;
    hall.pass(late);
    await settle();
    expect(open()).toEqual([]);
  });

  it('with an offer that is repeated are answered again, and nothing else happens', async () => {
    streamer('ann');
    hall.join('ben');
    await settle();
    const offer = hall.passed.find(({ signal }) => signal.kind === 'offer')!;
    hall.pass(offer);
    await settle();
    const answers = hall.passed.filter(({ signal }) => signal.kind === 'answer');
    expect(answers).toHaveLength(2);
    expect(answers[1]).toEqual(answers[0]);
  });

  it('with an answer to an earlier offer are ignored', async () => {
    const ann = streamer('ann');
    const ben = hall.join('ben').mesh;
    await settle();
    const answer = hall.passed.find(({ signal }) => signal.kind === 'answer')!;
    const own = sendingEnd();
    hall.lets = ({ signal }) => signal.kind !== 'answer';
    ann.setLocalStream(null);
    await settle();
    expect(own.signalingState).toBe('have-local-offer');
    hall.lets = () => true;
    hall.pass(answer);
    await settle();
    expect(own.signalingState).toBe('have-local-offer');
    await settle(5000);
    expect(own.signalingState).toBe('stable');
    expect(kindsFrom(ben, 'ann')).toEqual([]);
  });

  it('with candidates that come before the description wait for it', async () => {
    streamer('ann');
    hall.lets = ({ signal }) => signal.kind !== 'answer';
    hall.join('ben');
    await settle();
    const offering = sendingEnd();
    expect(offering.candidates).toEqual([]);
    const answer = hall.passed.find(({ signal }) => signal.kind === 'answer')!;
    hall.lets = () => true;
    hall.pass(answer);
    await settle();
    expect(offering.candidates).toHaveLength(1);
  });

  it('with an answer from before the other one streamed are followed by another offer', async () => {
    streamer('ann');
    const ben = hall.join('ben');
    hall.lets = ({ signal }) => signal.kind !== 'answer';
    await settle();
    // What was answered says nothing of a stream, and whoever streams waits for the lower’s offer.
    const answer = hall.passed.find(({ signal }) => signal.kind === 'answer')!;
    ben.mesh.close();
    hall.stream('ben');
    await settle();
    expect(hall.sent('offer')).toEqual(['ann>ben']);
    hall.lets = () => true;
    hall.pass(answer);
    await settle();
    expect(hall.sent('offer')).toEqual(['ann>ben', 'ann>ben']);
  });

  it('that make no sense are ignored', async () => {
    const ann = streamer('ann');
    const ben = hall.join('ben').mesh;
    await settle();
    for (const kind of ['offer', 'answer', 'ice-candidate'] as const) {
      for (const payload of [null, 7, 'sdp', [], {}, { sdp: 1 }, { candidate: {} }]) {
        hall.pass({ from: 'ann', to: 'ben', signal: { kind, payload } });
      }
    }
    await settle();
    expect(kindsFrom(ben, 'ann')).toEqual(['audio', 'video']);
    expect(ann.peers.size).toBe(1);
  });

  it('are kept while the room is away, and the streams go on', async () => {
    const ann = hall.join('ann');
    ann.mesh.setLocalStream(fakeStream('ann'));
    hall.stream('ann');
    const ben = hall.join('ben').mesh;
    await settle();
    ann.seat.become('reconnecting');
    ann.mesh.setLocalStream(null);
    await settle();
    expect(kindsFrom(ben, 'ann')).toEqual(['audio', 'video']);
    expect(hall.sent('offer')).toHaveLength(1);
    ann.seat.become('joined');
    await settle();
    expect(hall.sent('offer').length).toBeGreaterThan(1);
    expect(kindsFrom(ben, 'ann')).toEqual([]);
  });
});

describe('a connection', () => {
  it('whose offer was lost is offered again', async () => {
    hall.lets = () => false;
    streamer('ann');
    const ben = hall.join('ben').mesh;
    await settle();
    hall.lets = () => true;
    await settle(5000);
    expect(kindsFrom(ben, 'ann')).toEqual(['audio', 'video']);
    expect(open()).toHaveLength(2);
  });

  it('that the other one should have offered is asked for', async () => {
    hall.join('ann');
    const ben = hall.join('ben').mesh;
    await settle();
    hall.join('old').mesh.close();
    hall.stream('old');
    await settle(2900);
    expect(hall.sent('offer')).toEqual([]);
    await settle(200);
    expect(hall.sent('offer')).toEqual(['ann>old', 'ben>old']);
    expect(ben.peers.has('old')).toBe(true);
  });

  it('that has failed is restarted, and told of', async () => {
    const ann = streamer('ann');
    hall.join('ben');
    await settle();
    const states: (string | undefined)[] = [];
    ann.on('change', (peers) => states.push(peers.get('ben')?.connectionState));
    const own = sendingEnd();
    own.become('connected');
    own.become('failed');
    await settle(600);
    expect(own.restarts).toBe(1);
    expect(hall.sent('offer')).toHaveLength(2);
    expect(states).toEqual(['connected', 'failed']);
  });

  it('that comes back by itself is not restarted', async () => {
    streamer('ann');
    hall.join('ben');
    await settle();
    const own = sendingEnd();
    own.become('connected');
    own.become('disconnected');
    await settle(1000);
    own.become('connected');
    await settle(60_000);
    expect(own.restarts).toBe(0);
  });

  it('that cannot be mended is made anew', async () => {
    streamer('ann');
    hall.join('ben');
    await settle();
    const own = sendingEnd();
    own.become('failed');
    await settle(20_000);
    expect(own.connectionState).toBe('closed');
    expect(open()).toHaveLength(2);
  });
});

describe('a clock that is handed in', () => {
  it('decides when an offer that was lost is made again', async () => {
    const platform = new FakePlatform();
    hall.lets = () => false;
    const { mesh } = hall.join('ann', { environment: platform.environment });
    mesh.setLocalStream(fakeStream('ann'));
    hall.stream('ann');
    hall.join('ben').mesh.close();
    await settle(60_000);
    expect(hall.sent('offer')).toEqual(['ann>ben']);
    platform.pass(4999);
    await settle();
    expect(hall.sent('offer')).toEqual(['ann>ben']);
    platform.pass(1);
    await settle();
    expect(hall.sent('offer')).toEqual(['ann>ben', 'ann>ben']);
  });

  it.each([
    [5000, ['ann>ben']],
    [5001, []],
  ])('that has moved by %i ms decides which signals are still answered', async (ms, answers) => {
    const platform = new FakePlatform();
    hall.join('ann', { environment: platform.environment });
    hall.join('ben').mesh.close();
    hall.pass({ from: 'ben', to: 'ann', signal: await offerOfVideo() });
    await settle(60_000);
    platform.pass(ms);
    hall.stream('ben');
    await settle();
    expect(hall.sent('answer')).toEqual(answers);
  });
});

describe('a mesh', () => {
  it('that is closed ends everything and begins nothing', async () => {
    const ann = streamer('ann');
    hall.join('ben');
    await settle();
    ann.close();
    expect(ann.peers.size).toBe(0);
    hall.join('cat');
    await settle(10_000);
    expect(ann.peers.size).toBe(0);
  });

  it('ends everything when its room is closed', async () => {
    const { mesh, seat } = hall.join('ann');
    mesh.setLocalStream(fakeStream('ann'));
    hall.stream('ann');
    hall.join('ben');
    await settle();
    expect(mesh.peers.size).toBe(1);
    seat.become('closed');
    await settle(0);
    expect(mesh.peers.size).toBe(0);
  });

  it('tells of tracks as they come, and of nothing that has not changed', async () => {
    const ben = hall.join('ben').mesh;
    const tracks: string[] = [];
    let changes = 0;
    ben.on('track', ({ userId, track }) => tracks.push(`${userId} ${track.kind}`));
    ben.on('change', () => (changes += 1));
    streamer('ann');
    await settle();
    expect(tracks).toEqual(['ann audio', 'ann video']);
    const { peers } = ben;
    const before = changes;
    hall.join('cat');
    await settle();
    expect(ben.peers).toBe(peers);
    expect(changes).toBe(before);
  });
});
