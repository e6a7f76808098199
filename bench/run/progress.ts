import { Times } from '../histogram.js';

/** Shows how a run goes: one line that changes on a terminal, one line a second elsewhere. */
export class ProgressView {
  readonly #output: NodeJS.WriteStream;
  readonly #recent = new Times();
  #deliveries = 0;
  #shownMs = performance.now();

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  /** Takes in what one generator has told. */
  add(deliveries: number, recent: string): void {
    this.#deliveries += deliveries;
    this.#recent.merge(recent);
  }

  /** Says what has happened since the last time. */
  show(phase: string, complaints: number, secondsLeft: number): void {
    const nowMs = performance.now();
    const rate = this.#deliveries / Math.max(0.001, (nowMs - this.#shownMs) / 1000);
    const { count, p50, p99 } = this.#recent.percentiles();
    const times = count === 0 ? '' : `, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
    const left = secondsLeft > 0 ? `, ${secondsLeft.toFixed(0)} s left` : '';
    this.say(`${phase}: ${rate.toFixed(0)} deliveries/s${times}, ${complaints} errors${left}`);
    this.#shownMs = nowMs;
    this.#deliveries = 0;
    this.#recent.reset();
  }

  say(line: string): void {
    this.#output.write(this.#output.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
  }

  /** Leaves the line that changes. */
  end(): void {
    if (this.#output.isTTY) this.#output.write('\r\u001b[K');
  }
}
