/** A peer connection without a network: it negotiates as a real one does, and connects when it is told to. */

type Kind = 'audio' | 'video';
type Direction = Exclude<RTCRtpTransceiverDirection, 'stopped'>;

/** A line of a description, about one place. */
interface Line {
  readonly mid: string;
  readonly kind: Kind;
  readonly direction: Direction;
}

let sessions = 0;

export class FakeTrack {
  readonly kind: Kind;
  readonly id: string;

  constructor(kind: Kind, id = 'received') {
    this.kind = kind;
    this.id = id;
  }
}

export class FakeStream {
  readonly #tracks: Set<FakeTrack>;

  constructor(tracks: Iterable<FakeTrack> = []) {
    this.#tracks = new Set(tracks);
  }

  getTracks(): FakeTrack[] {
    return [...this.#tracks];
  }

  addTrack(track: FakeTrack): void {
    this.#tracks.add(track);
  }

  removeTrack(track: FakeTrack): void {
    this.#tracks.delete(track);
  }
}

class FakeTransceiver {
  mid: string | null = null;
  currentDirection: Direction | null = null;
  /** The direction that was last offered or answered. */
  said: Direction | null = null;
  readonly sender: {
    track: FakeTrack | null;
    replaceTrack: (track: FakeTrack | null) => Promise<void>;
    setStreams: () => void;
  };
  readonly receiver: { readonly track: FakeTrack };
  readonly #onDirection: () => void;
  #direction: Direction;

  constructor(kind: Kind, direction: Direction, track: FakeTrack | null, onDirection: () => void) {
    this.#direction = direction;
    this.#onDirection = onDirection;
    this.receiver = { track: new FakeTrack(kind) };
    const sender = {
      track,
      replaceTrack: (next: FakeTrack | null): Promise<void> => {
        sender.track = next;
        return Promise.resolve();
      },
      setStreams: (): void => undefined,
    };
    this.sender = sender;
  }

  get direction(): Direction {
    return this.#direction;
  }

  set direction(direction: Direction) {
    this.#direction = direction;
    this.#onDirection();
  }

  get kind(): Kind {
    return this.receiver.track.kind;
  }
}

export class FakeConnection extends EventTarget {
  /** Every connection that was ever opened, oldest first. */
  static opened: FakeConnection[] = [];

  readonly session = String((sessions += 1));
  readonly candidates: RTCIceCandidateInit[] = [];
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  restarts = 0;
  readonly #transceivers: FakeTransceiver[] = [];
  #version = 0;
  #wantsRestart = false;

  constructor() {
    super();
    FakeConnection.opened.push(this);
  }

  getTransceivers(): readonly FakeTransceiver[] {
    return this.#transceivers;
  }

  addTrack(track: FakeTrack): void {
    this.#addPlace(track.kind, 'sendrecv', track);
    this.#askSoon();
  }

  addTransceiver(kind: Kind, { direction }: { readonly direction: Direction }): void {
    this.#addPlace(kind, direction);
    this.#askSoon();
  }

  async setLocalDescription(): Promise<void> {
    await Promise.resolve();
    this.#mustBeOpen();
    const isAnswer = this.signalingState === 'have-remote-offer';
    for (const [index, place] of this.#transceivers.entries()) {
      place.mid ??= `${this.session}.${index}`;
      place.said = isAnswer ? answerTo(this.#offered(place), place.direction) : place.direction;
      if (isAnswer) place.currentDirection = place.said;
    }
    this.#wantsRestart = false;
    this.localDescription = { type: isAnswer ? 'answer' : 'offer', sdp: this.#describe() };
    this.#enter(isAnswer ? 'stable' : 'have-local-offer');
    // A candidate is found at once, as on a loopback.
    queueMicrotask(() => this.#findCandidate());
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    this.#mustBeOpen();
    const { type, sdp = '' } = description;
    if (type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error('state');
    if (type === 'offer' && this.signalingState === 'have-local-offer') this.#rollBack();
    this.remoteDescription = description;
    for (const line of linesOf(sdp)) this.#take(line, type === 'answer');
    this.#enter(type === 'offer' ? 'have-remote-offer' : 'stable');
  }

  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.remoteDescription === null) return Promise.reject(new Error('too early'));
    this.candidates.push(candidate);
    return Promise.resolve();
  }

  restartIce(): void {
    this.restarts += 1;
    this.#wantsRestart = true;
    this.#askSoon();
  }

  getStats(): Promise<ReadonlyMap<string, unknown>> {
    return Promise.resolve(new Map());
  }

  close(): void {
    this.signalingState = 'closed';
    this.connectionState = 'closed';
  }

  /** Puts it into the state that the network brings. */
  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  /** Gives up what was offered and never agreed on. */
  #rollBack(): void {
    for (const place of this.#transceivers) {
      place.said = place.currentDirection;
      if (place.currentDirection === null) place.mid = null;
    }
  }

  #take({ mid, kind, direction }: Line, isAnswer: boolean): void {
    // What was added and has no place yet takes the one that the other side offers.
    const place =
      this.#transceivers.find((one) => one.mid === mid) ??
      this.#transceivers.find((one) => one.mid === null && one.kind === kind && one.sender.track) ??
      this.#addPlace(kind, 'recvonly');
    place.mid = mid;
    if (isAnswer) place.currentDirection = mirror(direction);
  }

  #addPlace(kind: Kind, direction: Direction, track: FakeTrack | null = null): FakeTransceiver {
    const place = new FakeTransceiver(kind, direction, track, () => this.#askSoon());
    this.#transceivers.push(place);
    return place;
  }

  #offered({ mid }: FakeTransceiver): Direction {
    const lines = linesOf(this.remoteDescription?.sdp ?? '');
    return lines.find((line) => line.mid === mid)?.direction ?? 'inactive';
  }

  #describe(): string {
    this.#version += 1;
    const lines = this.#transceivers
      .filter(({ said }) => said !== null)
      .map(({ mid, kind, said }) => `m=${kind} ${String(mid)} ${String(said)}\r\n`);
    return `v=0\r\no=- ${this.session} ${this.#version} IN IP4 127.0.0.1\r\n${lines.join('')}`;
  }

  #enter(state: RTCSignalingState): void {
    this.signalingState = state;
    this.dispatchEvent(new Event('signalingstatechange'));
    if (state === 'stable') this.#askSoon();
  }

  #findCandidate(): void {
    const init = { candidate: `candidate of ${this.session}`, sdpMid: '0', sdpMLineIndex: 0 };
    const candidate = { ...init, toJSON: () => init };
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate }));
  }

  /** Asks for a negotiation, once all that happens now has happened. */
  #askSoon(): void {
    setTimeout(() => {
      const isNeeded = this.#wantsRestart || this.#transceivers.some(differs);
      if (this.signalingState === 'stable' && isNeeded) {
        this.dispatchEvent(new Event('negotiationneeded'));
      }
    });
  }

  #mustBeOpen(): void {
    if (this.signalingState === 'closed') throw new Error('closed');
  }
}

/** Whether what a place shall do is not what was agreed on. */
function differs({ currentDirection, direction, said }: FakeTransceiver): boolean {
  return currentDirection === null || said === null || sends(direction) !== sends(said);
}

function linesOf(sdp: string): readonly Line[] {
  return [...sdp.matchAll(/^m=(audio|video) (\S+) (\w+)/gm)].map(([, kind, mid, direction]) => ({
    // The expression admits nothing else, and descriptions are made above.
    kind: kind as Kind,
    mid: mid ?? '',
    direction: direction as Direction,
  }));
}

const sends = (direction: Direction): boolean => direction.startsWith('send');
const receives = (direction: Direction): boolean => direction.includes('recv');

function directionOf(sending: boolean, receiving: boolean): Direction {
  if (sending) return receiving ? 'sendrecv' : 'sendonly';
  return receiving ? 'recvonly' : 'inactive';
}

const mirror = (direction: Direction): Direction =>
  directionOf(receives(direction), sends(direction));

const answerTo = (offered: Direction, own: Direction): Direction =>
  directionOf(receives(offered) && sends(own), sends(offered) && receives(own));
