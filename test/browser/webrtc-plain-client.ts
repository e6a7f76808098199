/**
 * A client as they are in the field: it knows nothing of collisions, restarts
 * or names of offers, and makes a new connection for every offer.
 */

type Frame = Readonly<Record<string, unknown>>;

interface Participant {
  readonly userId: string;
  readonly isStreaming: boolean;
}

export class PlainClient {
  readonly #socket: WebSocket;
  readonly #roomId: string;
  readonly #userId: string;
  readonly #connections = new Map<string, RTCPeerConnection>();
  #participants: readonly Participant[] = [];
  #localStream: MediaStream | null = null;

  private constructor(socket: WebSocket, roomId: string, userId: string) {
    this.#socket = socket;
    this.#roomId = roomId;
    this.#userId = userId;
  }

  static async join(url: string, roomId: string, userId: string): Promise<PlainClient> {
    const socket = new WebSocket(url);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    const client = new PlainClient(socket, roomId, userId);
    const joined = new Promise((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        // Servers send text, each an object.
        const frame = JSON.parse(String(data)) as Frame;
        void client.#receive(frame);
        if (frame['type'] === 'room-joined') resolve(undefined);
      });
    });
    client.#send('join-room', { userId, userName: userId });
    await joined;
    return client;
  }

  start(stream: MediaStream): void {
    this.#localStream = stream;
    this.#send('start-streaming', { userId: this.#userId });
  }

  /** The number of frames of this participant that were shown so far. */
  async frames(userId: string): Promise<number> {
    let frames = 0;
    const report = await this.#connections.get(userId)?.getStats();
    report?.forEach((entry: { readonly type: string; readonly framesDecoded?: number }) => {
      if (entry.type === 'inbound-rtp') frames += entry.framesDecoded ?? 0;
    });
    return frames;
  }

  async #receive(frame: Frame): Promise<void> {
    const userId = String(frame['userId']);
    const from = String(frame['fromUserId']);
    // Like those it stands for, it trusts its server: fields are what they are said to be.
    if ('participants' in frame) this.#participants = frame['participants'] as Participant[];
    switch (frame['type']) {
      case 'user-joined':
        if (this.#localStream !== null) await this.#offer(userId);
        break;
      case 'user-streaming-started':
        await this.#streamStarted(userId);
        break;
      case 'webrtc-offer':
        await this.#answer(from, frame['offer'] as RTCSessionDescriptionInit);
        break;
      case 'webrtc-answer':
        await this.#connections
          .get(from)
          ?.setRemoteDescription(frame['answer'] as RTCSessionDescriptionInit)
          .catch(() => undefined);
        break;
      case 'webrtc-ice-candidate':
        await this.#connections
          .get(from)
          ?.addIceCandidate(frame['candidate'] as RTCIceCandidateInit)
          .catch(() => undefined);
        break;
      default:
    }
  }

  async #streamStarted(userId: string): Promise<void> {
    if (this.#localStream === null) return;
    const isOwn = userId === this.#userId;
    const starters = isOwn ? this.#participants.filter((one) => one.isStreaming) : [{ userId }];
    for (const other of starters) {
      if (other.userId > this.#userId) await this.#offer(other.userId);
    }
  }

  async #offer(userId: string): Promise<void> {
    const connection = this.#connect(userId);
    const offer = await connection.createOffer();
    await connection.setLocalDescription(offer);
    this.#signal('offer', userId, { type: offer.type, sdp: offer.sdp });
  }

  async #answer(userId: string, offer: RTCSessionDescriptionInit): Promise<void> {
    const connection = this.#connect(userId);
    await connection.setRemoteDescription(offer);
    const answer = await connection.createAnswer();
    await connection.setLocalDescription(answer);
    this.#signal('answer', userId, { type: answer.type, sdp: answer.sdp });
  }

  #connect(userId: string): RTCPeerConnection {
    this.#connections.get(userId)?.close();
    const connection = new RTCPeerConnection();
    this.#connections.set(userId, connection);
    const stream = this.#localStream;
    for (const track of stream?.getTracks() ?? []) {
      if (stream !== null) connection.addTrack(track, stream);
    }
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null) this.#signal('ice-candidate', userId, candidate.toJSON());
    });
    return connection;
  }

  #signal(kind: 'offer' | 'answer' | 'ice-candidate', toUserId: string, payload: unknown): void {
    const field = kind === 'ice-candidate' ? 'candidate' : kind;
    this.#send(`webrtc-${kind}`, { fromUserId: this.#userId, toUserId, [field]: payload });
  }

  #send(type: string, fields: object): void {
    this.#socket.send(JSON.stringify({ type, roomId: this.#roomId, ...fields }));
  }
}
