import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

import { WebSocket } from 'ws';

import { assertNever } from '../../../src/errors/assert-never.js';
import { Inbox } from './inbox.js';
import type { Trace, TraceEvent, TraceStep } from '../documents/traces.js';

interface Arrival {
  readonly who: string;
  readonly step: number;
  readonly event: TraceEvent;
}

/** A person of a scenario, connected. */
interface Person {
  readonly socket: WebSocket;
  /** Whether the scenario itself has ended the connection, so that its close is no news. */
  left: boolean;
}

/**
 * Plays steps against a server, each as soon as the one before has had its
 * effect, and returns what everybody received.
 *
 * @param isReached whether a step, counted from 0, has had the effect that is
 *   expected of it; asked again whenever something arrives
 */
export async function playSteps(
  url: string,
  steps: readonly TraceStep[],
  isReached: (received: Trace, step: number) => boolean,
): Promise<Trace> {
  const stage = new Stage(url);
  try {
    for (const [index, step] of steps.entries()) {
      await stage.play(step, index);
      const reached = await stage.waitFor(() => isReached(stage.received, index));
      await stage.settle();
      if (!reached) break;
    }
    return stage.received;
  } finally {
    stage.clear();
  }
}

class Stage {
  readonly #url: URL;
  readonly #people = new Map<string, Person>();
  readonly #arrivals = new Inbox<Arrival>();
  #step = 0;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  get received(): Trace {
    const trace: Record<string, { step: number; ev: TraceEvent }[]> = {};
    for (const who of this.#people.keys()) trace[who] = [];
    for (const { who, step, event } of this.#arrivals.all) {
      (trace[who] ??= []).push({ step, ev: event });
    }
    return trace;
  }

  play(step: TraceStep, index: number): Promise<void> {
    this.#step = index;
    return this.#perform(step);
  }

  /** False if it does not come to that. */
  async waitFor(condition: () => boolean): Promise<boolean> {
    try {
      await this.#arrivals.until(condition, 'what the trace expects');
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Waits for everything that is on its way: once the server has answered a
   * ping of everyone, it has read all they sent; once it has answered another,
   * everyone has got all that came of it.
   */
  async settle(): Promise<void> {
    for (let round = 0; round < 2; round += 1) {
      const open = [...this.#people.values()].filter(
        ({ socket }) => socket.readyState === WebSocket.OPEN,
      );
      await Promise.all(open.map(({ socket }) => pingAndWait(socket)));
    }
  }

  clear(): void {
    for (const person of this.#people.values()) {
      person.left = true;
      person.socket.terminate();
    }
  }

  async #perform(step: TraceStep): Promise<void> {
    switch (step.op) {
      case 'connect':
        return this.#connect(step);
      case 'send':
        this.#send(step.c, JSON.stringify(step.m));
        return;
      case 'text':
        this.#send(step.c, step.text);
        return;
      case 'close':
        return this.#leave(step.c, (socket) => {
          socket.close();
        });
      case 'drop':
        return this.#leave(step.c, (socket) => {
          socket.terminate();
        });
      case 'http':
        return this.#http(step);
      case 'together':
        await Promise.all(step.steps.map((one) => this.#perform(one)));
        return;
      default:
        return assertNever(step);
    }
  }

  async #connect(step: Extract<TraceStep, { op: 'connect' }>): Promise<void> {
    const query = step.query === undefined ? '' : `?${step.query}`;
    const url = `${this.#url.protocol}//${this.#url.host}${step.path ?? '/'}${query}`;
    const headers = { ...step.headers };
    const socket = new WebSocket(url, { headers, perMessageDeflate: false });
    const person: Person = { socket, left: false };
    this.#people.set(step.c, person);
    socket.on('message', (data, isBinary) => {
      // ws hands messages over as one Buffer unless it is told otherwise.
      const text = isBinary ? '<binary>' : (data as Buffer).toString();
      this.#note(step.c, parseMessage(text));
    });
    socket.once('close', (code) => {
      if (!person.left) this.#note(step.c, { closed: code });
    });
    // A close always follows and is noted.
    socket.on('error', () => undefined);
    await eitherEvent(socket, 'open', 'close');
  }

  #send(who: string, text: string): void {
    const person = this.#people.get(who);
    if (person?.socket.readyState === WebSocket.OPEN) person.socket.send(text);
  }

  async #leave(who: string, end: (socket: WebSocket) => void): Promise<void> {
    const person = this.#people.get(who);
    if (person === undefined || person.socket.readyState === WebSocket.CLOSED) return;
    person.left = true;
    const closed = once(person.socket, 'close');
    end(person.socket);
    await closed;
  }

  async #http({ c, method, path, headers }: Extract<TraceStep, { op: 'http' }>): Promise<void> {
    const { hostname: host, port } = this.#url;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ host, port, path, method, headers: { ...headers }, agent: false })
        .once('response', resolve)
        .once('error', reject)
        .end();
    });
    response.resume();
    this.#note(c, { http: { status: response.statusCode, headers: response.headers } });
  }

  #note(who: string, event: TraceEvent): void {
    this.#arrivals.push({ who, step: this.#step, event });
  }
}

async function pingAndWait(socket: WebSocket): Promise<void> {
  const answered = eitherEvent(socket, 'pong', 'close');
  socket.ping();
  await answered;
}

/** Resolves at the first of two events, and listens no longer than that. */
async function eitherEvent(socket: WebSocket, one: string, other: string): Promise<void> {
  const done = new AbortController();
  const events = [one, other].map((event) => once(socket, event, { signal: done.signal }));
  try {
    await Promise.race(events);
  } finally {
    done.abort();
    await Promise.allSettled(events);
  }
}

function parseMessage(text: string): TraceEvent {
  try {
    return { m: JSON.parse(text) };
  } catch {
    return { text };
  }
}
