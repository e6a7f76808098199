import { Times } from '../measuring/histogram.js';

/** Standard error, or what stands for it in a test. */
export type ProgressOutput = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'> & {
  write(text: string): unknown;
};

/** Some terminals do not say how wide they are. */
const usualColumns = 80;

/** Shows how a run goes: one line that changes on a terminal, one line a second elsewhere. */
export class ProgressView {
  readonly #output: ProgressOutput;
  readonly #recent = new Times();
  #deliveries = 0;
  #shownMs = performance.now();

  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  /** Takes in what one generator has told. */
  add(deliveries: number, recent: string): void {
    this.#deliveries += deliveries;
    this.#recent.merge(recent);
  }

  /** Says what has happened since the last time. */
  show(phase: string, errors: number, secondsLeft: number): void {
    const nowMs = performance.now();
    const rate = this.#deliveries / Math.max(0.001, (nowMs - this.#shownMs) / 1000);
    const { count, p50, p99 } = this.#recent.percentiles();
    const times = count === 0 ? '' : `, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
    const left = secondsLeft > 0 ? `, ${Math.ceil(secondsLeft)} s left` : '';
    this.say(`${phase}${left}: ${rate.toFixed(0)} deliveries/s, ${errors} errors${times}`);
    this.#shownMs = nowMs;
    this.#deliveries = 0;
    this.#recent.reset();
  }

  say(line: string): void {
    this.#output.write(this.#isTerminal ? `\r\u001b[K${this.#fitting(line)}` : `${line}\n`);
  }

  /** Leaves the line that changes, so that something else can be written. */
  end(): void {
    if (this.#isTerminal) this.#output.write('\r\u001b[K');
  }

  /** The line cut to what can be cleared again: one row, with its last column free. */
  #fitting(line: string): string {
    const room = (this.#output.columns || usualColumns) - 1;
    return line.length <= room ? line : `${line.slice(0, Math.max(0, room - 1))}…`;
  }

  get #isTerminal(): boolean {
    return this.#output.isTTY && process.env['TERM'] !== 'dumb';
  }
}
