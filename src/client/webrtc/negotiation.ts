import type { Signal } from '../types.js';
import { offerIdOf, readCandidate, readDescription, readOfferId, sessionOf } from './payloads.js';
import { askForTracks, hasPlaces, receivedTracks, sendTracks } from './tracks.js';

/** The options of a negotiation, with its listeners. */
export interface NegotiationOptions {
  readonly connection: RTCPeerConnection;
  /** Whether one's own offer is the one that goes when two collide. */
  readonly isPolite: boolean;
  send(signal: Signal): void;
  /** The connection wants to make an offer: answer with `offerIfNeeded`, now or later. */
  onNeeded(): void;
  /** The two have agreed on something. */
  onAgreed(): void;
  /**
   * This connection is of no use any more: the other one has made its own anew,
   * or wants something that no longer fits. A new one begins with the offer, or
   * else makes one.
   */
  onStale(offer: Signal | null): void;
  onError(error: unknown): void;
}

/**
 * Negotiates one peer connection, perfectly: either side may make an offer at
 * any time, and of two that collide one goes. All that is done to the
 * connection is done one after the other, in the order in which it was asked.
 */
export class Negotiation {
  readonly connection: RTCPeerConnection;
  readonly #options: NegotiationOptions;
  /** The maker of the other end; null until that is known. */
  #remoteSession: string | null = null;
  #isAgreed = false;
  /** The connection has asked for an offer. It asks again after an agreement that left something open. */
  #isNeeded = false;
  /** One more offer is to be made when the one under way has been answered. */
  #isOwed = false;
  /** The other one's last offer has been ignored, and so are the candidates that belong to it. */
  #isIgnoring = false;
  /** Candidates that came before the description to which they belong. */
  #early: RTCIceCandidateInit[] = [];
  /** The last offer that was answered, and the answer. */
  #answered: { readonly offerId: string | null; readonly answer: Signal } | null = null;
  #tail: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: NegotiationOptions) {
    const { connection } = options;
    this.#options = options;
    this.connection = connection;
    connection.addEventListener('negotiationneeded', () => {
      if (this.#isClosed) return;
      this.#isNeeded = true;
      options.onNeeded();
    });
    connection.addEventListener('icecandidate', ({ candidate }) => {
      // An empty one says that there are no more, which older clients do not understand.
      if (this.#isClosed || candidate === null || candidate.candidate === '') return;
      options.send({ kind: 'ice-candidate', payload: candidate.toJSON() });
    });
  }

  /** Whether anything has been agreed on. */
  get isAgreed(): boolean {
    return this.#isAgreed;
  }

  /** Sends these tracks and no others. */
  sendTracks(stream: MediaStream | null): void {
    this.#enqueue(() => sendTracks(this.connection, stream));
  }

  /** Makes an offer, so that the other one can say what it sends now. */
  offer(): void {
    this.#enqueue(async () => {
      // One is under way, and may have been answered before the other one sent anything.
      this.#isOwed = this.connection.signalingState !== 'stable';
      await this.#offer();
    });
  }

  /** Makes an offer if the connection still wants to. */
  offerIfNeeded(): void {
    this.#enqueue(async () => {
      if (this.#isNeeded) await this.#offer();
    });
  }

  /** Sends an offer again that has not been answered. */
  repeatOffer(): void {
    this.#enqueue(() => {
      if (this.connection.signalingState === 'have-local-offer') this.#sendOffer();
    });
  }

  /** Takes what the other one has sent; what makes no sense is ignored. */
  receive(signal: Signal): void {
    this.#enqueue(() => {
      switch (signal.kind) {
        case 'offer':
          return this.#receiveOffer(signal);
        case 'answer':
          return this.#receiveAnswer(signal);
        case 'ice-candidate':
          return this.#receiveCandidate(signal.payload);
      }
    });
  }

  close(): void {
    this.#isClosed = true;
    this.connection.close();
  }

  async #offer(): Promise<void> {
    // Where an offer is under way, the connection asks again when it has been answered.
    if (this.connection.signalingState !== 'stable') return;
    this.#isNeeded = false;
    if (!hasPlaces(this.connection)) askForTracks(this.connection);
    await this.connection.setLocalDescription();
    this.#sendOffer();
  }

  async #receiveOffer(signal: Signal): Promise<void> {
    const description = readDescription(signal.payload, 'offer');
    if (description === null) return;
    const offerId = readOfferId(signal.payload);
    if (offerId !== null && offerId === this.#answered?.offerId) {
      // It was repeated because the answer was slow, or lost. Nothing else has changed by it.
      this.#send(this.#answered.answer);
      return;
    }
    const isFromAnother = this.#isFromAnother(description);
    const collides = this.connection.signalingState === 'have-local-offer' && !isFromAnother;
    // A client that gives its offers no name knows nothing of collisions: it has
    // let go of its own offer for the sake of this one's, whoever comes first.
    this.#isIgnoring = collides && (!this.#options.isPolite || offerId === null);
    if (this.#isIgnoring) return;
    // Where nothing stands yet, a new connection costs nothing, and a rollback may cost
    // everything: Chromium never finds a candidate again if it had just begun to look for them.
    if (isFromAnother || (collides && !this.#isAgreed)) {
      this.#options.onStale(signal);
      return;
    }
    // One's own offer, if there is one, is rolled back by this.
    if (!(await this.#setRemoteDescription(description, signal))) return;
    this.#isNeeded = false;
    await this.connection.setLocalDescription();
    const answer = this.#describe('answer', offerId);
    this.#answered = { offerId, answer };
    this.#send(answer);
    this.#agree();
  }

  async #receiveAnswer(signal: Signal): Promise<void> {
    const description = readDescription(signal.payload, 'answer');
    const offerId = readOfferId(signal.payload);
    // Else it is for an offer that has been answered already, or was rolled back.
    const isDue =
      this.connection.signalingState === 'have-local-offer' &&
      (offerId === null || offerId === this.#ownOfferId);
    if (description === null || !isDue) return;
    if (this.#isFromAnother(description)) {
      this.#options.onStale(null);
      return;
    }
    this.#isNeeded = false;
    if (await this.#setRemoteDescription(description, null)) this.#agree();
  }

  async #receiveCandidate(payload: unknown): Promise<void> {
    const candidate = readCandidate(payload);
    if (candidate === null || this.#isIgnoring) return;
    if (this.connection.remoteDescription === null) this.#early.push(candidate);
    else await this.#addCandidate(candidate);
  }

  /**
   * @param offer what a new connection could begin with
   * @returns whether it fits to what was agreed on; if not, the two must begin anew
   */
  async #setRemoteDescription(
    description: RTCSessionDescriptionInit,
    offer: Signal | null,
  ): Promise<boolean> {
    try {
      await this.connection.setRemoteDescription(description);
    } catch (error) {
      // A new connection has agreed on nothing: what it does not understand, no other would.
      if (!this.#isAgreed || this.#isClosed) throw error;
      this.#options.onStale(offer);
      return false;
    }
    this.#remoteSession = sessionOf(description.sdp ?? '');
    this.#isIgnoring = false;
    const early = this.#early;
    this.#early = [];
    for (const candidate of early) await this.#addCandidate(candidate);
    return true;
  }

  /**
   * A candidate that does not fit belongs to a description that something newer
   * has replaced. If none is left that fits, the connection says so itself.
   */
  async #addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    await this.connection.addIceCandidate(candidate).catch(() => undefined);
  }

  #agree(): void {
    this.#isAgreed = true;
    if (this.#isOwed && receivedTracks(this.connection).length === 0) this.offer();
    this.#isOwed = false;
    if (!this.#isClosed) this.#options.onAgreed();
  }

  #isFromAnother({ sdp = '' }: RTCSessionDescriptionInit): boolean {
    const session = sessionOf(sdp);
    return session !== null && this.#remoteSession !== null && session !== this.#remoteSession;
  }

  get #ownOfferId(): string {
    return offerIdOf(this.connection.localDescription?.sdp ?? '');
  }

  #sendOffer(): void {
    this.#send(this.#describe('offer', this.#ownOfferId));
  }

  #describe(kind: 'offer' | 'answer', offerId: string | null): Signal {
    const sdp = this.connection.localDescription?.sdp ?? '';
    return { kind, payload: { type: kind, sdp, ...(offerId !== null && { offerId }) } };
  }

  #send(signal: Signal): void {
    if (!this.#isClosed) this.#options.send(signal);
  }

  #enqueue(task: () => void | Promise<void>): void {
    this.#tail = this.#tail
      .then(() => (this.#isClosed ? undefined : task()))
      .catch((error: unknown) => {
        // What was under way when the connection was closed fails, and is wanted by nobody.
        if (!this.#isClosed) this.#options.onError(error);
      });
  }
}
