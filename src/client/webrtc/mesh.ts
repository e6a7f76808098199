import { platformEnvironment } from '../connection/environment.js';
import type { ClientEnvironment, Identifier, Signal } from '../types.js';
import { PeerLink } from './peer-link.js';
import { Listeners } from '../listeners.js';
import { ParkedSignals } from './parked-signals.js';
import { defaultRecovery, type RecoveryPolicy } from './recovery.js';
import { hasStarted, isPolite, makesOffer, needsConnection, type Pair } from './roles.js';
import type { MeshRoom } from './room.js';

/** Somebody to whom there is a connection. Never changes; a newer one takes its place. */
export interface MeshPeer {
  readonly userId: Identifier;
  readonly connectionState: RTCPeerConnectionState;
  /** The stream it sends; the same object for as long as the connection is wanted. Null: nothing (yet). */
  readonly stream: MediaStream | null;
  /** Those of the stream. */
  readonly tracks: readonly MediaStreamTrack[];
  readonly getStats: () => Promise<RTCStatsReport>;
}

/** The events of a mesh. */
export interface MeshEvents {
  /** There are other peers, or one of them is in another state or has other tracks. */
  readonly change: ReadonlyMap<Identifier, MeshPeer>;
  readonly track: {
    readonly userId: Identifier;
    readonly track: MediaStreamTrack;
    readonly stream: MediaStream;
  };
  /** A negotiation failed. It is tried again; this is for the log. */
  readonly error: { readonly userId: Identifier; readonly error: unknown };
}

export interface MeshOptions {
  /** STUN and TURN servers, and the like. */
  readonly rtcConfiguration?: RTCConfiguration | undefined;
  /** Default: the global one. */
  readonly RTCPeerConnection?:
    (new (configuration?: RTCConfiguration) => RTCPeerConnection) | undefined;
  /** Default: the global one. */
  readonly MediaStream?: (new () => MediaStream) | undefined;
  /** The remedies for connections that do not stand. */
  readonly recovery?: RecoveryPolicy | undefined;
  /** Default: that of the platform. */
  readonly environment?: ClientEnvironment | undefined;
}

/** Signals that wait for the room to come back, at most. */
const outboxMax = 512;

interface Member {
  readonly link: PeerLink;
  /** The streamers among the two, when that was last looked at. */
  streams: Pair;
}

/**
 * Everyone who streams, sent to everyone in the room: a connection for every
 * pair of which at least one streams. It follows the room by itself; all there
 * is to do is to hand in what to send, and to show what comes.
 */
export class Mesh {
  readonly #room: MeshRoom;
  readonly #options: MeshOptions;
  readonly #listeners = new Listeners<MeshEvents>();
  readonly #environment: ClientEnvironment;
  readonly #parkedSignals: ParkedSignals;
  readonly #members = new Map<Identifier, Member>();
  readonly #unsubscribe: readonly (() => void)[];
  #localStream: MediaStream | null = null;
  #peers: ReadonlyMap<Identifier, MeshPeer> = new Map();
  #wasJoined: boolean;
  #isDue = false;
  #isClosed = false;
  #outbox: (readonly [Identifier, Signal])[] = [];

  constructor(room: MeshRoom, options: MeshOptions = {}) {
    this.#room = room;
    this.#options = options;
    this.#environment = options.environment ?? platformEnvironment;
    this.#parkedSignals = new ParkedSignals(this.#environment);
    this.#wasJoined = room.state.status === 'joined';
    this.#unsubscribe = [
      room.on('signal', ({ fromUserId, signal }) => this.#receive(fromUserId, signal)),
      room.on('participant-joined', ({ userId }) => {
        // Whoever comes in anew has nothing left of what was agreed on with it before.
        this.#drop(userId);
        this.#followSoon();
      }),
      room.subscribe(() => this.#followSoon()),
    ];
    this.#follow();
  }

  /** Everyone to whom there is a connection; a new map when anything about them changes. */
  get peers(): ReadonlyMap<Identifier, MeshPeer> {
    return this.#peers;
  }

  /**
   * Sets the media to send while one streams (`RoomClient.startStreaming`). Call it again
   * with another stream, or with the same when its tracks have changed: a
   * screen takes the camera's place without anybody noticing but by its picture.
   */
  setLocalStream(stream: MediaStream | null): void {
    this.#localStream = stream;
    for (const member of this.#members.values()) {
      if (member.streams.own) member.link.sendStream(stream);
    }
  }

  /** @returns how to stop listening */
  on<K extends keyof MeshEvents>(event: K, listener: (event: MeshEvents[K]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  /** Ends all connections, and does not follow the room any more. */
  close(): void {
    this.#isClosed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const userId of [...this.#members.keys()]) this.#drop(userId);
    this.#publish();
  }

  /** The room tells of one change in several ways; when all is told, it is looked at once. */
  #followSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    void Promise.resolve().then(() => {
      this.#isDue = false;
      if (!this.#isClosed) this.#follow();
    });
  }

  /** Makes the links what the room asks for. */
  #follow(): void {
    const { status } = this.#room.state;
    const isBack = status === 'joined' && !this.#wasJoined;
    this.#wasJoined = status === 'joined';
    // Media does not depend on the server: it goes on while the room is away.
    if (status === 'reconnecting') return;
    const present = new Set(status === 'joined' ? this.#others() : []);
    for (const userId of [...this.#members.keys()]) {
      if (!present.has(userId)) this.#drop(userId);
    }
    for (const userId of present) this.#followOne(userId);
    if (isBack) this.#resume();
    this.#publish();
  }

  #followOne(userId: Identifier): void {
    const streams = this.#streamsOf(userId);
    const before = this.#members.get(userId)?.streams ?? { own: false, other: false };
    if (before.own === streams.own && before.other === streams.other) return;
    if (!needsConnection(streams)) {
      this.#drop(userId);
      return;
    }
    const member = this.#memberFor(userId);
    member.streams = streams;
    if (before.own !== streams.own) {
      member.link.sendStream(streams.own ? this.#localStream : null);
    }
    if (!hasStarted(before, streams)) return;
    const parked = this.#parkedSignals.take(userId);
    if (makesOffer(this.#room.userId, userId, streams)) {
      member.link.offer();
      return;
    }
    member.link.awaitOffer();
    for (const signal of parked) member.link.receive(signal);
  }

  #receive(userId: Identifier, signal: Signal): void {
    const member = this.#members.get(userId);
    if (member === undefined) this.#parkedSignals.put(userId, signal);
    else member.link.receive(signal);
  }

  #memberFor(userId: Identifier): Member {
    const known = this.#members.get(userId);
    if (known !== undefined) return known;
    const member = { link: this.#openPeerLink(userId), streams: { own: false, other: false } };
    this.#members.set(userId, member);
    return member;
  }

  #openPeerLink(userId: Identifier): PeerLink {
    const Connection = this.#options.RTCPeerConnection ?? RTCPeerConnection;
    const Stream = this.#options.MediaStream ?? MediaStream;
    return new PeerLink({
      userId,
      isPolite: isPolite(this.#room.userId, userId),
      recovery: this.#options.recovery ?? defaultRecovery,
      environment: this.#environment,
      openConnection: () => new Connection(this.#options.rtcConfiguration),
      openStream: () => new Stream(),
      send: (signal) => this.#send(userId, signal),
      onChange: () => this.#publish(),
      onTrack: (track, stream) => this.#listeners.emit('track', { userId, track, stream }),
      onError: (error) => this.#listeners.emit('error', { userId, error }),
    });
  }

  #drop(userId: Identifier): void {
    this.#members.get(userId)?.link.close();
    this.#members.delete(userId);
    // Nothing that was under way is for whoever comes in anew.
    this.#parkedSignals.take(userId);
    this.#outbox = this.#outbox.filter(([addressee]) => addressee !== userId);
  }

  #send(userId: Identifier, signal: Signal): void {
    if (this.#room.state.status === 'joined') this.#room.sendSignal(userId, signal);
    else if (this.#outbox.length < outboxMax) this.#outbox.push([userId, signal]);
  }

  /** The room is back: what could not be sent goes out, and what is broken is mended. */
  #resume(): void {
    const outbox = this.#outbox;
    this.#outbox = [];
    for (const [userId, signal] of outbox) this.#send(userId, signal);
    for (const { link } of this.#members.values()) link.resume();
  }

  #others(): readonly Identifier[] {
    return this.#room.participants
      .map(({ userId }) => userId)
      .filter((userId) => userId !== this.#room.userId);
  }

  #streamsOf(userId: Identifier): Pair {
    const streams = (id: Identifier): boolean =>
      this.#room.participants.some((one) => one.userId === id && one.isStreaming);
    return { own: streams(this.#room.userId), other: streams(userId) };
  }

  /** Tells of the peers if anything about them is new. */
  #publish(): void {
    const before = this.#peers;
    const peers = [...this.#members.values()].map((member) => {
      const peer = peerOf(member);
      const known = before.get(peer.userId);
      return known !== undefined && isSame(known, peer) ? known : peer;
    });
    const isNew =
      peers.length !== before.size || peers.some((one) => before.get(one.userId) !== one);
    if (!isNew) return;
    this.#peers = new Map(peers.map((peer) => [peer.userId, peer]));
    this.#listeners.emit('change', this.#peers);
  }
}

function peerOf({ link, streams }: Member): MeshPeer {
  // Some clients go on sending when they have stopped to stream.
  const tracks = streams.other ? link.stream.getTracks() : [];
  return {
    userId: link.userId,
    connectionState: link.connectionState,
    stream: tracks.length > 0 ? link.stream : null,
    tracks,
    getStats: link.getStats,
  };
}

function isSame(a: MeshPeer, b: MeshPeer): boolean {
  return (
    a.connectionState === b.connectionState &&
    a.stream === b.stream &&
    a.getStats === b.getStats &&
    a.tracks.length === b.tracks.length &&
    a.tracks.every((track, index) => track === b.tracks[index])
  );
}
