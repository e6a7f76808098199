/** Every limit, called as its setting. */
export const limitNames = [
  'maxPayloadBytes',
  'maxQueuedBytes',
  'maxNameBytes',
  'maxChatBytes',
  'maxJsonDepth',
  'maxConnections',
  'maxConnectionsPerAddress',
  'maxRooms',
  'maxParticipantsPerRoom',
  'rateLimitPerSecond',
  'connectRatePerAddressPerSecond',
] as const;

export type LimitName = (typeof limitNames)[number];

/** The number of times a limit was exceeded. */
export interface LimitReport {
  readonly limit: LimitName;
  /** Since the last report. */
  readonly times: number;
  /** Whether anything was refused for it. */
  readonly enforced: boolean;
}

export interface LimitWatchOptions {
  /** True: limits are only counted and reported. */
  readonly dryRun: boolean;
  /** Monotonic milliseconds. */
  now(): number;
  /** Hears of a limit at once when it is first exceeded, and then now and then. */
  report(report: LimitReport): void;
}

interface Tally {
  total: number;
  reported: number;
  reportedAt: number;
}

/** Whoever exceeds a limit can do so a thousand times a second; the log must not grow with it. */
const reportIntervalMs = 10_000;

/** Counts how often each limit is exceeded, and knows whether limits are in force. */
export class LimitWatch {
  readonly #options: LimitWatchOptions;
  readonly #tallies = new Map<LimitName, Tally>();

  constructor(options: LimitWatchOptions) {
    this.#options = options;
  }

  /**
   * To be asked each time that a limit is exceeded.
   *
   * @returns whether to refuse what exceeds it
   */
  refuses(limit: LimitName): boolean {
    const tally = this.#tallies.get(limit) ?? { total: 0, reported: 0, reportedAt: -Infinity };
    this.#tallies.set(limit, tally);
    tally.total += 1;
    this.#report(limit, tally);
    return !this.#options.dryRun;
  }

  /** The number of times a limit was exceeded since the start. */
  timesExceeded(limit: LimitName): number {
    return this.#tallies.get(limit)?.total ?? 0;
  }

  /** Reports what was counted since the last report, where one is due. To be called every now and then. */
  tick(): void {
    for (const [limit, tally] of this.#tallies) this.#report(limit, tally);
  }

  #report(limit: LimitName, tally: Tally): void {
    const now = this.#options.now();
    const times = tally.total - tally.reported;
    if (times === 0 || now - tally.reportedAt < reportIntervalMs) return;
    tally.reported = tally.total;
    tally.reportedAt = now;
    this.#options.report({ limit, times, enforced: !this.#options.dryRun });
  }
}
