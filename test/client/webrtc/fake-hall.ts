import { onTestFinished } from 'vitest';

import { Mesh, type MeshOptions, type MeshRoom } from '../../../src/client/webrtc/index.js';
import type { Signal } from '../../../src/client/index.js';
import { FakeConnection, FakeStream, FakeTrack } from './fake-connection.js';

/** A signal as it went through the hall. */
export interface Passed {
  readonly from: string;
  readonly to: string;
  readonly signal: Signal;
}

interface Listeners {
  readonly change: Set<() => void>;
  readonly signal: Set<(event: { fromUserId: string; signal: Signal }) => void>;
  readonly joined: Set<(participant: { userId: string }) => void>;
}

/** A room as one participant sees it. */
class Seat implements MeshRoom {
  readonly userId: string;
  state: { status: string } = { status: 'joined' };
  readonly listeners: Listeners = { change: new Set(), signal: new Set(), joined: new Set() };
  readonly #hall: FakeHall;

  constructor(hall: FakeHall, userId: string) {
    this.#hall = hall;
    this.userId = userId;
  }

  get participants(): MeshRoom['participants'] {
    return this.#hall.participants;
  }

  sendSignal(to: string, signal: Signal): void {
    this.#hall.pass({ from: this.userId, to, signal });
  }

  subscribe(listener: () => void): () => void {
    this.listeners.change.add(listener);
    return () => this.listeners.change.delete(listener);
  }

  on(event: 'signal' | 'participant-joined', listener: (event: never) => void): () => void {
    const key = event === 'signal' ? 'signal' : 'joined';
    // The interface gives each event its own listener; here both come in by one door.
    const set = this.listeners[key] as Set<(event: never) => void>;
    set.add(listener);
    return () => set.delete(listener);
  }

  /** The connection to the room is lost, or back. */
  become(status: string): void {
    this.state = { status };
    for (const listener of this.listeners.change) listener();
  }
}

/** A room with nothing behind it: who is in it is what the test says. */
export class FakeHall {
  participants: readonly { readonly userId: string; readonly isStreaming: boolean }[] = [];
  /** Every signal that was sent. */
  readonly passed: Passed[] = [];
  /** Those for which this says false are lost. */
  lets: (passed: Passed) => boolean = () => true;
  readonly #seats = new Map<string, Seat>();

  /** Somebody comes in. */
  join(userId: string, options: MeshOptions = {}): { readonly mesh: Mesh; readonly seat: Seat } {
    const seat = new Seat(this, userId);
    this.#seats.set(userId, seat);
    this.rejoin(userId);
    const mesh = new Mesh(seat, { ...fakes, ...options });
    onTestFinished(() => mesh.close());
    return { mesh, seat };
  }

  /** Somebody comes in who may have been there already; the others are told. */
  rejoin(userId: string): void {
    const newcomer = { userId, isStreaming: false };
    const others = this.participants.filter((one) => one.userId !== userId);
    this.participants = [...others, newcomer];
    // Subscribers first: nobody may depend on which comes first.
    this.#tell();
    for (const [id, { listeners }] of this.#seats) {
      if (id !== userId) for (const listener of listeners.joined) listener(newcomer);
    }
  }

  leave(userId: string): void {
    this.#seats.delete(userId);
    this.participants = this.participants.filter((one) => one.userId !== userId);
    this.#tell();
  }

  stream(userId: string, isStreaming = true): void {
    this.participants = this.participants.map((one) =>
      one.userId === userId ? { userId, isStreaming } : one,
    );
    this.#tell();
  }

  pass(passed: Passed): void {
    this.passed.push(passed);
    if (!this.lets(passed)) return;
    const { from: fromUserId, to, signal } = passed;
    // Over the network, so never at once.
    setTimeout(() => {
      for (const listener of this.#seats.get(to)?.listeners.signal ?? []) {
        listener({ fromUserId, signal });
      }
    });
  }

  /** The signals of one kind, as `from>to`. */
  sent(kind: Signal['kind']): readonly string[] {
    return this.passed
      .filter(({ signal }) => signal.kind === kind)
      .map(({ from, to }) => `${from}>${to}`);
  }

  #tell(): void {
    for (const { listeners } of this.#seats.values()) {
      for (const listener of listeners.change) listener();
    }
  }
}

/** A camera and a microphone. */
export function fakeStream(name: string): MediaStream {
  const tracks = [new FakeTrack('audio', `${name}-audio`), new FakeTrack('video', `${name}-video`)];
  // It has all of a stream that the mesh touches.
  return new FakeStream(tracks) as unknown as MediaStream;
}

const fakes: MeshOptions = {
  // They have all of the real ones that the mesh touches.
  RTCPeerConnection: FakeConnection as unknown as typeof RTCPeerConnection,
  MediaStream: FakeStream as unknown as typeof MediaStream,
};
