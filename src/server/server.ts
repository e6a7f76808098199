import { createMemoryBackplane } from '../backplane/memory.js';
import { Admission } from '../limits/admission.js';
import { type LimitName, limitNames, LimitWatch } from '../limits/limit-watch.js';
import type { Logger } from '../log/logger.js';
import type { Metrics } from '../ops/metrics/metrics.js';
import type { ServerView } from '../ops/metrics/sources.js';
import type { Timer } from '../protocol.js';
import type { StampedCommand } from '../rooms/commands.js';
import { createRoomEngine, type RoomEngine } from '../rooms/engine.js';
import { readKeyFiles } from '../settings/files/usable.js';
import type { Settings } from '../settings/settings.js';
import { Accepting, canOpen } from '../transport/accepting.js';
import { loadNative } from '../transport/native.js';
import type { ServerAddresses } from './addresses.js';
import { authenticatorFor } from './authentication.js';
import { drainPorts } from './drain.js';
import { createIdSource, createSecret } from './ids.js';
import { createMetrics } from './metrics.js';
import { openOperationsPort, type OperationsPort } from './operations.js';
import { roomPolicyOf } from './policies.js';
import { ProtocolPorts } from './protocol-ports.js';
import { createSteadyClock } from './steady-clock.js';
import { monotonicNow, schedule } from './timers.js';
import { startUpkeep } from './upkeep.js';

/** The life of a server, which begins and ends once. */
type Lifecycle =
  | { readonly phase: 'made' }
  | {
      readonly phase: 'serving';
      /** Null: there is no operations port. */
      readonly operations: OperationsPort | null;
      readonly upkeep: readonly Timer[];
    }
  | { readonly phase: 'ended' };

/** One running server: the modules built from each other, and taken down again. */
export class Server {
  readonly #settings: Settings;
  readonly #logger: Logger;
  readonly #limits: LimitWatch;
  readonly #admission: Admission;
  readonly #backplane = createMemoryBackplane<StampedCommand>();
  readonly #engine: RoomEngine;
  /** Null: nothing is counted. */
  readonly #metrics: Metrics | null;
  readonly #ports: ProtocolPorts;
  readonly #accepting: Accepting;
  #life: Lifecycle = { phase: 'made' };

  constructor(settings: Settings, logger: Logger) {
    this.#settings = settings;
    this.#logger = logger;
    const limits = watchLimits(settings, logger);
    const refuses = (limit: LimitName): boolean => limits.refuses(limit);
    const nextId = createIdSource();
    this.#limits = limits;
    this.#admission = new Admission({ limits: settings, now: monotonicNow, refuses });
    this.#engine = createRoomEngine({
      policy: roomPolicyOf(settings),
      refuses,
      backplane: this.#backplane,
      clock: createSteadyClock({ wall: Date.now, monotonic: monotonicNow }),
      nextId,
      nextToken: createSecret,
      emit: (event) => {
        this.#metrics?.observe(event);
        this.#ports.render(event);
      },
    });
    this.#metrics = createMetrics(settings, this.#view());
    this.#ports = new ProtocolPorts({
      settings,
      logger,
      metrics: this.#metrics,
      admission: this.#admission,
      nextId,
      refuses,
      dispatch: (command) => {
        this.#engine.dispatch(command);
      },
    });
    this.#accepting = new Accepting({
      acceptors: () => this.#ports.acceptors(),
      canOpen,
      onChange: (isAccepting) => {
        if (isAccepting) logger.info({}, 'connections are taken again');
        else logger.warn({}, 'no file descriptors are left: new connections are refused');
      },
    });
  }

  /** Whether new connections are taken. */
  get ready(): boolean {
    return this.#life.phase === 'serving' && this.#accepting.isAccepting;
  }

  /** The number of open connections, on all ports. */
  get connections(): number {
    return this.#ports.connections;
  }

  /** The counts; empty if nothing is. */
  async metrics(): Promise<string> {
    return (await this.#metrics?.text()) ?? '';
  }

  /**
   * Opens all ports, or none.
   *
   * @throws SettingsError if the TLS files or that of the public key cannot be used
   * @throws StartupError if the native module does not load or a port cannot be had
   */
  async start(): Promise<ServerAddresses> {
    const publicKey = readKeyFiles(this.#settings, this.#logger);
    const authenticator = authenticatorFor(this.#settings, publicKey, schedule, this.#logger);
    const native = await loadNative();
    try {
      const addresses = this.#ports.open(native, authenticator);
      const operations = await openOperationsPort(
        this.#settings,
        { isReady: () => this.ready, metrics: this.#metrics },
        this.#logger,
      );
      this.#life = { phase: 'serving', operations, upkeep: this.#startUpkeep() };
      return { ...addresses, ops: operations?.address ?? null };
    } catch (error) {
      this.#closePorts();
      throw error;
    }
  }

  /** Closes every connection in good order, within `drainTimeoutMs`, and frees the ports. */
  async stop(): Promise<void> {
    const life = this.#life;
    this.#life = { phase: 'ended' };
    await drainPorts(this.#ports, {
      timeoutMs: this.#settings.drainTimeoutMs,
      roomOrder: () => this.#engine.connections(),
    });
    if (life.phase === 'serving') for (const chore of life.upkeep) chore.cancel();
    this.#closePorts();
    if (life.phase === 'serving') await life.operations?.server.close();
  }

  #closePorts(): void {
    this.#backplane.close();
    this.#ports.close();
  }

  #startUpkeep(): readonly Timer[] {
    return startUpkeep({
      expire: () => this.#engine.expire(),
      limits: [this.#limits, this.#admission],
      lookForDescriptors: () => this.#lookForDescriptors(),
      lookAtLag: () => this.#metrics?.lag.look(),
    });
  }

  #lookForDescriptors(): void {
    if (this.#life.phase !== 'serving') return;
    try {
      this.#accepting.look();
    } catch (error) {
      this.#logger.error({ err: error }, 'connections cannot be taken again');
    }
  }

  #view(): ServerView {
    const limits = this.#limits;
    return {
      isReady: () => this.ready,
      connections: () => this.#ports.connectionsByProtocol(),
      census: () => this.#engine.census(),
      away: () => this.#engine.counts().away,
      timesExceeded: () => new Map(limitNames.map((name) => [name, limits.timesExceeded(name)])),
    };
  }
}

/** Counts and logs what exceeds the limits, and refuses it unless they are only tried. */
function watchLimits({ dryRunLimits }: Settings, logger: Logger): LimitWatch {
  return new LimitWatch({
    dryRun: dryRunLimits,
    now: monotonicNow,
    report: (report) => {
      logger.warn({ ...report }, 'a limit was exceeded');
    },
  });
}
