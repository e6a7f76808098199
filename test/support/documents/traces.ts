import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

/** Something that is done by one of the people of a scenario, `c`. */
export type TraceStep =
  | {
      readonly op: 'connect';
      readonly c: string;
      readonly path?: string;
      readonly query?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly op: 'send'; readonly c: string; readonly m: unknown }
  | { readonly op: 'text'; readonly c: string; readonly text: string }
  | { readonly op: 'close'; readonly c: string }
  | { readonly op: 'drop'; readonly c: string }
  | {
      readonly op: 'http';
      readonly c: string;
      readonly method: string;
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly op: 'together'; readonly steps: readonly TraceStep[] };

/** A thing that somebody received: a JSON message, other text, the end of the connection, an HTTP answer. */
export type TraceEvent =
  | { readonly m: unknown }
  | { readonly text: string }
  | { readonly closed: unknown }
  | { readonly http: unknown };

/** The frames that each person received, in order, and during which step (counted from 0). */
export type Trace = Readonly<
  Record<string, readonly { readonly step: number; readonly ev: TraceEvent }[]>
>;

/** One recorded scenario. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly TraceStep[];
  /** The trace of the original. Absent where it was wrong and something else is wanted. */
  readonly trace?: Trace;
  /** The trace that is wanted instead, where the original was wrong. */
  readonly wantedTrace?: Trace;
  /** Messages of these types may come or not. */
  readonly allowExtraTypes?: readonly string[];
  /** The server may close these people's connections. */
  readonly allowClose?: readonly string[];
  readonly ignoreCloseCode?: boolean;
  /** The recorded original told a chat message to its sender twice. */
  readonly chatEcho?: '1or2';
  /** Red5: the stream name of each person. */
  readonly self?: Readonly<Record<string, string>>;
  /** Red5: a name that is there twice may be listed once. */
  readonly dedupe?: boolean;
  /** Red5: things happen at the same moment, so their order is open. */
  readonly unordered?: boolean;
}

/** The protocols whose originals were recorded. */
export type RecordedProtocol = 'json' | 'red5';

/** The recorded scenarios of a protocol. */
export function readScenarios(protocol: RecordedProtocol): readonly Scenario[] {
  const url = new URL(`../../fixtures/traces/${protocol}.json`, import.meta.url);
  // The fixtures are part of the tests; a wrong one fails the test that plays it.
  const file = JSON.parse(readFileSync(url, 'utf8')) as { scenarios: readonly Scenario[] };
  return file.scenarios;
}

/** The trace that the scenario must lead to. */
export function expectedTrace({ id, trace, wantedTrace, chatEcho }: Scenario): Trace {
  const expected = wantedTrace ?? trace;
  if (expected === undefined) throw new Error(`scenario ${id} expects nothing`);
  if (chatEcho !== '1or2') return expected;
  return Object.fromEntries(
    Object.entries(expected).map(([who, events]) => [
      who,
      events.filter((event, index) => !isEcho(event, events[index - 1])),
    ]),
  );
}

type TraceEntry = Trace[string][number];

/** The second copy of a chat message, which the original sent to whoever wrote it. */
function isEcho({ ev }: TraceEntry, before: TraceEntry | undefined): boolean {
  return JSON.stringify(ev).includes('"chat-message"') && isDeepStrictEqual(ev, before?.ev);
}

/** The text that `$X64K` stands for in the traces. */
const largeText = 'x'.repeat(65_536);

/** Puts the real texts in place of `$R`, which is different in every run, and `$X64K`. */
export function fillIn<T>(value: T, nonce: string): T {
  const fill = (text: string): string =>
    text.replaceAll('$R', nonce).replaceAll('$X64K', largeText);
  // Only texts change, never the shape.
  return mapTexts(value, fill) as T;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [change(key), mapTexts(item, change)]),
  );
}
