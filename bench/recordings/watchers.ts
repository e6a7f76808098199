import { printable } from '../../src/log/printable.js';
import type { RecordedLine } from './format.js';
import type { PresenceKind } from '../plan/recording.js';

/** A line of a recording before it has a time. */
export type Observation = RecordedLine extends infer Line
  ? Line extends unknown
    ? Omit<Line, 'atMs'>
    : never
  : never;

/** Follows a room from what one of its members hears. */
export interface Watcher {
  /** Whether it has heard who is in the room. */
  readonly isIn: boolean;
  /**
   * @returns what has happened, nothing where a frame says nothing new
   * @throws Error if the server does not let it in
   */
  hear(frame: unknown): readonly Observation[];
}

type Fields = Readonly<Record<string, unknown>>;

/** A member of a JSON room that hears all that is said to everybody. */
export class JsonWatcher implements Watcher {
  isIn = false;
  readonly #own: string;
  readonly #isStreaming = new Map<string, boolean>();

  /** @param own its own userId: what is about itself is no traffic */
  constructor(own: string) {
    this.#own = own;
  }

  hear(frame: unknown): readonly Observation[] {
    const fields = fieldsOf(frame);
    const { type, userId: who, content } = fields;
    if (type === 'room-joined') return this.#enter(fields['participants']);
    if (!this.isIn && (type === 'error' || type === 'join-room-error')) {
      throw new Error(`the server refuses: ${reasonIn(fields)}`);
    }
    if (!this.isIn || typeof who !== 'string' || who === this.#own) return [];
    switch (type) {
      case 'user-joined':
        return this.#came(who, fields);
      case 'user-left':
        return this.#isStreaming.delete(who) ? [{ event: 'leave', who }] : [];
      case 'user-streaming-started':
        return this.#streams(who, 'start-stream');
      case 'user-streaming-stopped':
        return this.#streams(who, 'stop-stream');
      case 'chat-message':
        return this.#isStreaming.has(who) && typeof content === 'string'
          ? [{ event: 'chat', who, content }]
          : [];
      default:
        return [];
    }
  }

  #enter(participants: unknown): readonly Observation[] {
    if (this.isIn) return [];
    this.isIn = true;
    const entries: readonly unknown[] = Array.isArray(participants) ? participants : [];
    return entries.map(fieldsOf).flatMap((fields): Observation[] => {
      const { userId: who, isStreaming } = fields;
      if (typeof who !== 'string' || who === this.#own) return [];
      this.#isStreaming.set(who, isStreaming === true);
      const name = textOf(fields, 'userName', 'userId');
      return [{ event: 'present', who, name, isStreaming: isStreaming === true }];
    });
  }

  /** Takes in somebody who comes; whoever is still there has come back on another connection. */
  #came(who: string, fields: Fields): readonly Observation[] {
    const wasThere = this.#isStreaming.has(who);
    this.#isStreaming.set(who, false);
    const join: Observation = { event: 'join', who, name: textOf(fields, 'userName', 'userId') };
    return wasThere ? [{ event: 'leave', who }, join] : [join];
  }

  #streams(
    who: string,
    event: Extract<PresenceKind, 'start-stream' | 'stop-stream'>,
  ): readonly Observation[] {
    if (this.#isStreaming.get(who) !== (event === 'stop-stream')) return [];
    this.#isStreaming.set(who, event === 'start-stream');
    return [{ event, who }];
  }
}

/** A connection of a Red5 room that compares each list with the one before. */
export class Red5Watcher implements Watcher {
  isIn = false;
  readonly #own: string;
  #there: ReadonlySet<string> = new Set();

  /** @param own its own stream name */
  constructor(own: string) {
    this.#own = own;
  }

  hear(frame: unknown): readonly Observation[] {
    const { streams } = fieldsOf(frame);
    if (!Array.isArray(streams)) return [];
    const entries: readonly unknown[] = streams;
    const names = entries.filter((one): one is string => typeof one === 'string' && one !== '');
    const now = new Set(names.filter((one) => one !== this.#own));
    const before = this.#there;
    this.#there = now;
    const event = this.isIn ? 'join' : 'present';
    this.isIn = true;
    const gone = [...before].filter((who) => !now.has(who));
    const come = [...now].filter((who) => !before.has(who));
    return [
      ...gone.map((who) => ({ event: 'leave', who }) as const),
      ...come.map((who) => ({ event, who }) as const),
    ];
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}

/** The words of an error, on one line: its sentence for people and its code. */
function reasonIn(fields: Fields): string {
  const code = printable(textOf(fields, 'code', 'error'));
  const sentence = printable(textOf(fields, 'message'));
  return sentence === '' ? code : `${sentence} (${code})`;
}

/** The first of these fields that is text. */
function textOf(fields: Fields, ...names: readonly string[]): string {
  const values = names.map((name) => fields[name]);
  return values.find((value): value is string => typeof value === 'string') ?? '';
}
