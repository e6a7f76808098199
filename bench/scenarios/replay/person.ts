import type { LoadSocket } from '../../clients/load-socket.js';
import { readMs } from '../../measuring/clock.js';
import { clientName, roomName } from '../../plan/names.js';
import { openSocket } from '../../clients/socket.js';
import type { Recorder } from '../../measuring/recorder.js';
import type { RecordedKind } from '../../plan/recording.js';
import type { Roster, RoomFrames } from './heard.js';
import type { RoomLedger } from '../../ledgers/room-ledger.js';

/** The circumstances that the people of one replayed room share. */
export interface ReplayedRoom {
  readonly url: string;
  readonly tag: string;
  readonly room: number;
  readonly presence: 'full' | 'delta';
  readonly frames: RoomFrames;
  readonly ledger: RoomLedger;
  readonly recorder: Recorder;
}

/** Something that somebody does. */
export interface Act {
  /** Its number; -1 if it is not part of what is measured. */
  readonly event: number;
  readonly kind: RecordedKind;
  readonly content: string;
}

interface Visit {
  socket: LoadSocket | null;
  state: 'opening' | 'joining' | 'in' | 'leaving';
}

/**
 * Somebody of a recording. Each stay in the room has a connection of its own.
 * What is due is done in its order, as soon as it makes sense: as people do,
 * this one does not speak before it is in, and does not come back before it
 * is gone. Whoever has to wait for that is waited for: times count from when
 * it was due.
 */
export class ReplayedPerson {
  readonly #person: number;
  readonly #client: number;
  readonly #name: string;
  readonly #room: ReplayedRoom;
  readonly #todo: Act[] = [];
  #visit: Visit | null = null;
  /** The newest list with everybody in it. */
  #list: Roster | null = null;

  /**
   * @param person the place in the recording
   * @param client the number among all simulated clients
   */
  constructor(person: number, client: number, name: string, room: ReplayedRoom) {
    this.#person = person;
    this.#client = client;
    this.#name = name;
    this.#room = room;
  }

  /** Whether there is nothing that this person has still to do, or to wait for. */
  get isSettled(): boolean {
    return this.#todo.length === 0 && (this.#visit === null || this.#visit.state === 'in');
  }

  /** Everybody who is there, in the server's own words if it says so; null if this person is not in. */
  get roster(): Roster | null {
    const known = this.#room.ledger.rosterOf(this.#person);
    return known === null ? null : (this.#list ?? known);
  }

  act(act: Act): void {
    this.#todo.push(act);
    this.#advance();
  }

  #advance(): void {
    for (;;) {
      const act = this.#todo[0];
      if (act === undefined) return;
      const isReady = act.kind === 'join' ? this.#visit === null : this.#visit?.state === 'in';
      if (!isReady) return;
      this.#todo.shift();
      this.#do(act);
    }
  }

  #do(act: Act): void {
    switch (act.kind) {
      case 'join':
        void this.#come(act);
        return;
      case 'leave':
        this.#go(act);
        return;
      case 'start-stream':
        this.#say(act, { type: 'start-streaming' });
        return;
      case 'stop-stream':
        this.#say(act, { type: 'stop-streaming' });
        return;
      case 'chat': {
        const mark = `${this.#room.tag}:${act.event}:`;
        const content = `${mark}${act.content.slice(mark.length)}`.toWellFormed();
        this.#say(act, { type: 'chat-message', content });
      }
    }
  }

  async #come(act: Act): Promise<void> {
    const { url, recorder, presence } = this.#room;
    const visit: Visit = { socket: null, state: 'opening' };
    this.#visit = visit;
    this.#list = null;
    try {
      const socket = await openSocket(url, this.#client, (data) => this.#receive(data, visit));
      visit.socket = socket;
      socket.on('error', (error) => recorder.complain(error.message));
      socket.on('close', (code) => this.#closed(code, visit));
    } catch (error) {
      recorder.complain(error instanceof Error ? error.message : String(error));
      return;
    }
    visit.state = 'joining';
    this.#say(act, { type: 'join-room', userName: this.#name, presence });
  }

  #go(act: Act): void {
    this.#say(act, { type: 'leave-room' });
    this.#room.ledger.leaving(this.#person);
    if (this.#visit === null) return;
    this.#visit.state = 'leaving';
    this.#visit.socket?.close(1000);
  }

  #say({ event, kind }: Act, fields: Readonly<Record<string, unknown>>): void {
    const { tag, room, ledger } = this.#room;
    if (event !== -1) ledger.sent({ event, kind, person: this.#person });
    const { type, ...others } = fields;
    const userId = clientName(tag, this.#client);
    const frame = { type, roomId: roomName(tag, room), userId, ...others };
    this.#visit?.socket?.send(JSON.stringify(frame));
  }

  #closed(code: number, visit: Visit): void {
    const { ledger, recorder } = this.#room;
    if (visit.state !== 'leaving') recorder.complain(`closed with ${code}`);
    ledger.left(this.#person);
    if (this.#visit === visit) this.#visit = null;
    this.#advance();
  }

  #receive(data: Buffer, visit: Visit): void {
    const atMs = readMs();
    const { frames, ledger, recorder } = this.#room;
    recorder.bytes += data.length;
    const heard = frames.read(data);
    switch (heard.kind) {
      case 'entered':
        ledger.entered(this.#person, heard.roster, atMs);
        if (visit.state === 'joining') visit.state = 'in';
        this.#advance();
        return;
      case 'chat':
        ledger.sawChat(this.#person, heard.event, atMs);
        return;
      case 'presence':
        if (heard.roster !== null) this.#list = heard.roster;
        ledger.sawPresence(this.#person, heard.what, heard.person, atMs);
        return;
      case 'foreign':
        recorder.faults.foreign += 1;
        return;
      case 'refused':
        recorder.complain(heard.reason);
    }
  }
}
