import type { ClientEnvironment, Identifier, Signal } from '../types.js';
import { Negotiation } from './negotiation.js';
import type { Recovery, RecoveryPolicy, Remedy } from './recovery.js';
import { receivedTracks } from './tracks.js';

/** The options of a link, with its listeners. */
export interface PeerLinkOptions {
  readonly userId: Identifier;
  /** Whether one's own offer is the one that goes when two collide. */
  readonly isPolite: boolean;
  readonly recovery: RecoveryPolicy;
  readonly environment: ClientEnvironment;
  openConnection(): RTCPeerConnection;
  openStream(): MediaStream;
  send(signal: Signal): void;
  /** The state or the tracks are other ones. */
  onChange(): void;
  onTrack(track: MediaStreamTrack, stream: MediaStream): void;
  onError(error: unknown): void;
}

/** The remedy that will be tried, unless things change. */
interface PlannedRemedy extends Recovery {
  readonly cancel: () => void;
}

/**
 * The link of two participants as long as one of them streams: a peer
 * connection, and another in its place if that one is beyond repair.
 */
export class PeerLink {
  readonly userId: Identifier;
  /** The media from the other one: one stream for good, whose tracks come and go. */
  readonly stream: MediaStream;
  readonly #options: PeerLinkOptions;
  #negotiation: Negotiation;
  #localStream: MediaStream | null = null;
  /** The other one is expected to make an offer, so one's own would only collide with it. */
  #isAwaitingOffer = true;
  #attempts = 0;
  #planned: PlannedRemedy | null = null;
  #isClosed = false;

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    this.userId = options.userId;
    this.stream = options.openStream();
    this.#negotiation = this.#open();
    this.#supervise();
  }

  get connectionState(): RTCPeerConnectionState {
    return this.#negotiation.connection.connectionState;
  }

  /** Of the connection as it is now; a function that is another one for every link. */
  readonly getStats = (): Promise<RTCStatsReport> => this.#negotiation.connection.getStats();

  /** Sends the tracks that this stream has now; null: none. */
  sendStream(stream: MediaStream | null): void {
    this.#localStream = stream;
    this.#negotiation.sendTracks(stream);
  }

  /** It is one's own part to make the offer. */
  offer(): void {
    this.#isAwaitingOffer = false;
    this.#negotiation.offer();
    this.#supervise();
  }

  /** It is the other one's part to make the offer. */
  awaitOffer(): void {
    this.#isAwaitingOffer = true;
    this.#supervise();
  }

  /** Takes what the other one has sent. */
  receive(signal: Signal): void {
    this.#negotiation.receive(signal);
  }

  /** Signals go through again, after a time in which some may have been lost. */
  resume(): void {
    const remedy = this.#planned?.remedy ?? 'offer';
    // An offer that one waits for may well be on its way.
    if (remedy !== 'offer') this.#apply(remedy);
  }

  close(): void {
    this.#isClosed = true;
    this.#unplan();
    this.#negotiation.close();
  }

  #open(): Negotiation {
    const connection = this.#options.openConnection();
    const supervise = (): void => this.#supervise();
    connection.addEventListener('signalingstatechange', supervise);
    connection.addEventListener('connectionstatechange', () => {
      if (this.#isClosed || connection !== this.#negotiation.connection) return;
      this.#supervise();
      this.#options.onChange();
    });
    return new Negotiation({
      connection,
      isPolite: this.#options.isPolite,
      send: (signal) => this.#options.send(signal),
      onNeeded: () => {
        if (!this.#isAwaitingOffer) this.#negotiation.offerIfNeeded();
      },
      onAgreed: () => this.#agree(),
      onStale: (offer) => this.#renew(offer),
      onError: (error) => this.#options.onError(error),
    });
  }

  #agree(): void {
    this.#isAwaitingOffer = false;
    this.#updateTracks();
    this.#supervise();
  }

  #updateTracks(): void {
    const { stream } = this;
    const received = new Set(receivedTracks(this.#negotiation.connection));
    const gone = stream.getTracks().filter((track) => !received.delete(track));
    for (const track of gone) stream.removeTrack(track);
    for (const track of received) stream.addTrack(track);
    if (gone.length + received.size > 0) this.#options.onChange();
    for (const track of received) this.#options.onTrack(track, stream);
  }

  /** Begins anew, with the other one's offer or else with one's own. */
  #renew(offer: Signal | null): void {
    this.#negotiation.close();
    this.#negotiation = this.#open();
    this.#negotiation.sendTracks(this.#localStream);
    this.#isAwaitingOffer = offer !== null;
    if (offer === null) this.#negotiation.offer();
    else this.#negotiation.receive(offer);
    this.#supervise();
    this.#options.onChange();
  }

  /** Looks at how things are, and plans what to do if they stay that way. */
  #supervise(): void {
    if (this.#isClosed) return;
    const { connection, isAgreed } = this.#negotiation;
    const { connectionState, signalingState } = connection;
    if (connectionState === 'connected' && signalingState === 'stable') this.#attempts = 0;
    const recovery = this.#options.recovery({
      connectionState,
      signalingState,
      isAgreed,
      isAwaitingOffer: this.#isAwaitingOffer,
      isPolite: this.#options.isPolite,
      attempts: this.#attempts,
    });
    const planned = this.#planned;
    // What is planned already comes neither sooner nor later than it would have.
    if (recovery?.remedy === planned?.remedy && recovery?.afterMs === planned?.afterMs) return;
    this.#unplan();
    if (recovery !== null) this.#plan(recovery);
  }

  #plan({ remedy, afterMs }: Recovery): void {
    const cancel = this.#options.environment.after(afterMs, () => this.#apply(remedy));
    this.#planned = { remedy, afterMs, cancel };
  }

  #unplan(): void {
    this.#planned?.cancel();
    this.#planned = null;
  }

  #apply(remedy: Remedy): void {
    this.#unplan();
    this.#attempts += 1;
    this.#isAwaitingOffer = false;
    switch (remedy) {
      case 'offer':
        this.#negotiation.offer();
        break;
      case 'repeat':
        this.#negotiation.repeatOffer();
        break;
      case 'restart':
        this.#negotiation.connection.restartIce();
        break;
      case 'renew':
        this.#renew(null);
        break;
    }
    this.#supervise();
  }
}
