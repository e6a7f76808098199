import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

import { Counts } from './counts.js';

/** Longer than this is counted as this, in µs. */
const longestMicros = 600_000_000;

/** Times in milliseconds, as a reader of results wants them. */
export interface Percentiles {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** A distribution of times: exact to three digits, from a microsecond to ten minutes. */
export class Times {
  readonly #fresh = new Counts(longestMicros);
  readonly #folded: Histogram = build({
    bitBucketSize: 32,
    highestTrackableValue: longestMicros,
    numberOfSignificantValueDigits: 3,
  });

  /** @param ms less than nothing counts as nothing */
  record(ms: number): void {
    const micros = Math.round(ms * 1000);
    this.#fresh.add(micros < 0 ? 0 : micros > longestMicros ? longestMicros : micros);
  }

  /** The whole distribution in HdrHistogram's own form (V2, compressed, base64). */
  encode(): string {
    return encodeIntoCompressedBase64(this.#histogram);
  }

  /** @param encoded by `encode`; an empty text is an empty distribution */
  static decode(encoded: string): Times {
    const times = new Times();
    if (encoded !== '') times.merge(encoded);
    return times;
  }

  /** Takes in a distribution that another process has encoded. */
  merge(encoded: string): void {
    this.#histogram.add(decodeFromCompressedBase64(encoded));
  }

  /** Starts again from nothing. */
  reset(): void {
    this.#histogram.reset();
  }

  /** The time, in ms, that so many of a hundred did not exceed. */
  at(percentile: number): number {
    return this.#histogram.getValueAtPercentile(percentile) / 1000;
  }

  /** With all that was recorded: the library takes its time for each value, so it gets them together. */
  get #histogram(): Histogram {
    this.#fresh.drain((micros, count) => this.#folded.recordValueWithCount(micros, count));
    return this.#folded;
  }

  percentiles(): Percentiles {
    const histogram = this.#histogram;
    const at = this.at.bind(this);
    return {
      count: histogram.totalCount,
      mean: histogram.mean / 1000,
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max: histogram.maxValue / 1000,
    };
  }
}
