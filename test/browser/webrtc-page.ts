/** The script of a page that is in a room with video. Tests reach it as `testbed`. */

import { RoomClient, type Signal } from '../../src/client/index.js';
import {
  defaultRecovery,
  Mesh,
  type MeshRoom,
  type RecoveryPolicy,
} from '../../src/client/webrtc/index.js';

declare global {
  // Only `var` makes a global that other scripts see.
  var testbed: Testbed;
}

/** The part of a page. */
export interface Part {
  readonly url: string;
  readonly roomId: string;
  readonly userId: string;
  /** All candidates are lost but those of a restart. */
  readonly isCutOff?: boolean;
}

/** The longest time that a picture may take to come, in ms. Only a failing test ever waits that long. */
const patienceMs = 45_000;

/** Does what the default would, in a tenth of the time. */
const hurriedRecovery: RecoveryPolicy = (condition) => {
  const recovery = defaultRecovery(condition);
  return recovery && { ...recovery, afterMs: recovery.afterMs / 10 };
};

export class Testbed {
  readonly errors: string[] = [];
  /** Every signal that was sent. */
  readonly sent: Signal['kind'][] = [];
  readonly connections: RTCPeerConnection[] = [];
  #room: RoomClient | null = null;
  #mesh: Mesh | null = null;
  #losesFirstCandidates = false;
  /** Whose candidates are lost: a restart has another one. */
  #firstFragment: unknown = null;

  async join({ url, roomId, userId, isCutOff = false }: Part): Promise<void> {
    const room = new RoomClient(url, { roomId, userId });
    const { connections } = this;
    class WatchedConnection extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    }
    this.#losesFirstCandidates = isCutOff;
    this.#room = room;
    this.#mesh = new Mesh(this.#watch(room), {
      RTCPeerConnection: WatchedConnection,
      recovery: isCutOff ? hurriedRecovery : defaultRecovery,
    });
    this.#mesh.on('change', () => this.#show());
    this.#mesh.on('error', ({ error }) => this.errors.push(String(error)));
    await room.join();
  }

  get openConnections(): number {
    return this.connections.filter(({ connectionState }) => connectionState !== 'closed').length;
  }

  async start(): Promise<void> {
    this.mesh.setLocalStream(
      await navigator.mediaDevices.getUserMedia({
        audio: true,
        video: { width: 160, height: 120 },
      }),
    );
    await this.room.startStreaming();
  }

  /** Shows a picture of one's own making in place of the camera. */
  paint(): void {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
    const context = canvas.getContext('2d');
    setInterval(() => {
      if (context === null) return;
      context.fillStyle = `hsl(${Date.now() % 360} 80% 50%)`;
      context.fillRect(0, 0, 64, 48);
    }, 50);
    this.mesh.setLocalStream(canvas.captureStream(20));
  }

  async stop(): Promise<void> {
    await this.room.stopStreaming();
  }

  /** Resolves when everyone here is seen moving, and nobody else has a picture. */
  async sees(...userIds: readonly string[]): Promise<void> {
    const frames = await this.#frames(userIds);
    await this.#until(async () => {
      const now = await this.#frames(userIds);
      const shown = [...this.mesh.peers.values()].filter(({ stream }) => stream !== null);
      const areMoving = userIds.every((_, index) => (now[index] ?? 0) >= (frames[index] ?? 0) + 5);
      return areMoving && shown.length === userIds.length;
    });
  }

  /** Resolves when there is no connection to anybody. */
  async isAlone(): Promise<void> {
    await this.#until(() => Promise.resolve(this.mesh.peers.size === 0));
  }

  /** Resolves when this participant's picture is so wide. */
  async seesWidth(userId: string, width: number): Promise<void> {
    await this.#until(() => Promise.resolve(this.#tile(userId).videoWidth === width));
  }

  async #frames(userIds: readonly string[]): Promise<readonly number[]> {
    return Promise.all(
      userIds.map(async (userId) => {
        const report = await this.mesh.peers.get(userId)?.getStats();
        let frames = 0;
        report?.forEach((entry: { readonly type: string; readonly framesDecoded?: number }) => {
          if (entry.type === 'inbound-rtp') frames += entry.framesDecoded ?? 0;
        });
        return frames;
      }),
    );
  }

  async #until(condition: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + patienceMs;
    // Statistics tell nobody that they have changed.
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error(this.#report());
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The state of things, for whoever looks into a failure. */
  #report(): string {
    const connections = this.connections.map((one) => ({
      states: `${one.signalingState} ${one.connectionState} ${one.iceConnectionState}`,
      places: one
        .getTransceivers()
        .map(({ mid, direction, currentDirection, sender }) =>
          [mid, direction, currentDirection, sender.track?.kind].join(' '),
        ),
    }));
    const peers = [...this.mesh.peers.values()].map(({ userId, connectionState, tracks }) =>
      [userId, connectionState, tracks.length].join(' '),
    );
    const streamers = this.room.streams.map(({ userId }) => userId);
    const { errors, sent } = this;
    return JSON.stringify({ peers, streamers, errors, sent, connections }, null, 1);
  }

  #show(): void {
    for (const { userId, stream } of this.mesh.peers.values()) {
      const tile = this.#tile(String(userId));
      if (tile.srcObject !== stream) tile.srcObject = stream;
    }
  }

  #tile(userId: string): HTMLVideoElement {
    const id = `tile-${userId}`;
    const known = document.getElementById(id);
    if (known instanceof HTMLVideoElement) return known;
    const tile = Object.assign(document.createElement('video'), {
      id,
      autoplay: true,
      muted: true,
    });
    document.body.append(tile);
    return tile;
  }

  #watch(room: RoomClient): MeshRoom {
    const { sent } = this;
    return {
      userId: room.userId,
      get state() {
        return room.state;
      },
      get participants() {
        return room.participants;
      },
      sendSignal: (to, signal) => {
        sent.push(signal.kind);
        if (!this.#isLost(signal)) room.sendSignal(to, signal);
      },
      subscribe: (listener) => room.subscribe(listener),
      on: room.on.bind(room),
    };
  }

  #isLost({ kind, payload }: Signal): boolean {
    if (!this.#losesFirstCandidates || kind !== 'ice-candidate') return false;
    // The mesh sends candidates as connections give them out.
    const { usernameFragment } = payload as RTCIceCandidateInit;
    this.#firstFragment ??= usernameFragment;
    return usernameFragment === this.#firstFragment;
  }

  get room(): RoomClient {
    if (this.#room === null) throw new Error('not joined');
    return this.#room;
  }

  get mesh(): Mesh {
    if (this.#mesh === null) throw new Error('not joined');
    return this.#mesh;
  }
}

globalThis.testbed = new Testbed();
