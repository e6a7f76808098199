import { jsonProtocol } from '../../protocols/json/index.js';
import { red5Protocol } from '../../protocols/red5/index.js';
import { Accepting, canOpen } from '../transport/accepting.js';
import { addressOf, type ListenerAddress, type ServerAddresses } from './addresses.js';
import { authenticatorFor } from './authentication.js';
import { createMemoryBackplane } from '../backplane/memory.js';
import { startChores } from './upkeep.js';
import type { Settings } from '../settings/check.js';
import { createIdSource, createSecret } from './ids.js';
import { readKeyFiles } from '../settings/files/usable.js';
import { Admission } from '../limits/admission.js';
import { type LimitName, limitNames, LimitWatch } from '../limits/limit-watch.js';
import { openOperationsPort } from './operations.js';
import type { OpsServer } from '../ops/health.js';
import type { Logger } from '../log/logger.js';
import type { Metrics } from '../ops/metrics/metrics.js';
import type { ServerView } from '../ops/metrics/sources.js';
import { bridgedNamespace, portPolicyOf, roomPolicyOf, sizeLimitsOf } from './policies.js';
import { filesOf, pageConfigFile } from './files.js';
import type {
  Authenticator,
  Command,
  Protocol,
  ProtocolContext,
  ProtocolInstance,
  ProtocolName,
  Timer,
} from '../protocol.js';
import { createRoomEngine, type RoomEngine } from '../rooms/engine.js';
import type { EngineEvent } from '../rooms/events.js';
import type { StampedCommand } from '../rooms/commands.js';
import { createMetrics } from './metrics.js';
import { createSteadyClock } from './steady-clock.js';
import { monotonicNow, schedule } from './timers.js';
import { drain } from '../transport/drain.js';
import type { Link } from '../transport/link.js';
import { loadNative, type Native } from '../transport/native.js';
import { createOriginCheck } from '../transport/origin.js';
import { Port } from '../transport/port.js';
import { createAddressReader } from '../transport/remote-address.js';

/** Every protocol there is. A new one is a folder under protocols/, one line here and a port setting. */
const registry: Readonly<Record<ProtocolName, Protocol>> = {
  json: jsonProtocol,
  red5: red5Protocol,
};

interface ServedProtocol {
  readonly protocol: Protocol;
  readonly port: Port;
  readonly instance: ProtocolInstance;
}

/** One running server: the modules built from each other, and taken down again. */
export class Server {
  readonly #settings: Settings;
  readonly #logger: Logger;
  readonly #nextId = createIdSource();
  readonly #limits: LimitWatch;
  readonly #refuses = (limit: LimitName): boolean => this.#limits.refuses(limit);
  readonly #admission: Admission;
  readonly #backplane = createMemoryBackplane<StampedCommand>();
  readonly #engine: RoomEngine;
  /** Null: nothing is counted. */
  readonly #metrics: Metrics | null;
  readonly #served: ServedProtocol[] = [];
  readonly #accepting = new Accepting({
    acceptors: () => this.#served.map(({ port }) => port).filter(({ canPause }) => canPause),
    canOpen,
    onChange: (isAccepting) => {
      if (isAccepting) this.#logger.info({}, 'connections are taken again');
      else this.#logger.warn({}, 'no file descriptors are left: new connections are refused');
    },
  });
  #authenticator: Authenticator | null = null;
  #ops: OpsServer | null = null;
  #chores: readonly Timer[] = [];
  #ready = false;
  /** Whether connections are being closed only because the server goes away. */
  #dismissing = false;

  constructor(settings: Settings, logger: Logger) {
    this.#settings = settings;
    this.#logger = logger;
    this.#limits = new LimitWatch({
      dryRun: settings.dryRunLimits,
      now: monotonicNow,
      report: (report) => {
        logger.warn({ ...report }, 'a limit was exceeded');
      },
    });
    const refuses = this.#refuses;
    this.#admission = new Admission({ limits: settings, now: monotonicNow, refuses });
    this.#engine = createRoomEngine({
      policy: roomPolicyOf(settings),
      refuses,
      backplane: this.#backplane,
      clock: createSteadyClock({ wall: Date.now, monotonic: monotonicNow }),
      nextId: this.#nextId,
      nextToken: createSecret,
      emit: (event) => this.#render(event),
    });
    this.#metrics = createMetrics(settings, this.#view());
  }

  /** Whether new connections are taken. */
  get ready(): boolean {
    return this.#ready && this.#accepting.isAccepting;
  }

  /** How many connections are open, on all ports. */
  get connections(): number {
    return this.#served.reduce((sum, { port }) => sum + port.links.size, 0);
  }

  /** What was counted; empty if nothing is. */
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
    this.#authenticator = authenticatorFor(this.#settings, publicKey, schedule, this.#logger);
    const native = await loadNative();
    try {
      const json = this.#serve('json', native, this.#settings.jsonPort);
      const red5 = this.#serve('red5', native, this.#settings.red5Port);
      this.#tellPages(red5);
      const operations = await openOperationsPort(
        this.#settings,
        { isReady: () => this.ready, metrics: this.#metrics },
        this.#logger,
      );
      this.#ops = operations?.server ?? null;
      this.#chores = startChores({
        expire: () => this.#engine.expire(),
        limits: [this.#limits, this.#admission],
        lookForDescriptors: () => this.#lookForDescriptors(),
        lookAtLag: () => this.#metrics?.lag.look(),
      });
      this.#ready = true;
      return { json, red5, ops: operations?.address ?? null };
    } catch (error) {
      await this.#close();
      throw error;
    }
  }

  /** Closes every connection in good order, within `drainTimeoutMs`, and frees the ports. */
  async stop(): Promise<void> {
    this.#ready = false;
    for (const { port } of this.#served) port.stopListening();
    await drain({
      reconnecting: this.#linksWhere(({ clientsReconnect }) => clientsReconnect),
      others: this.#linksWhere(({ clientsReconnect }) => !clientsReconnect),
      timeoutMs: this.#settings.drainTimeoutMs,
      now: monotonicNow,
      random: Math.random,
      countOpen: () => this.connections,
      dismiss: (link, retryAfterMs) => {
        this.#dismiss(link, retryAfterMs);
      },
    });
    this.#dismissing = true;
    await this.#close();
  }

  #dismiss(link: Link, retryAfterMs: number): void {
    this.#dismissing = true;
    try {
      link.end({ code: 'draining', retryAfterMs });
    } finally {
      this.#dismissing = false;
    }
  }

  /** The connections of some protocols, those of each room together. */
  #linksWhere(isWanted: (protocol: Protocol) => boolean): readonly Link[] {
    const served = this.#served.filter(({ protocol }) => isWanted(protocol));
    const places = new Map(this.#engine.connections().map((id, place) => [id, place]));
    const placeOf = ({ id }: Link): number => places.get(id) ?? -1;
    return served.flatMap(({ port }) => [...port.links]).sort((a, b) => placeOf(a) - placeOf(b));
  }

  async #close(): Promise<void> {
    for (const chore of this.#chores) chore.cancel();
    this.#backplane.close();
    for (const { port } of this.#served) port.close();
    await this.#ops?.close();
    this.#ops = null;
  }

  #lookForDescriptors(): void {
    if (!this.#ready) return;
    try {
      this.#accepting.look();
    } catch (error) {
      this.#logger.error({ err: error }, 'connections cannot be taken again');
    }
  }

  #serve(name: ProtocolName, native: Native, port: number): ListenerAddress | null {
    const { protocols, host, tlsCertFile } = this.#settings;
    if (!protocols.includes(name)) return null;
    const protocol = registry[name];
    const opened = this.#createPort(native, protocol);
    const instance = protocol.create(this.#contextFor(protocol, opened));
    this.#served.push({ protocol, port: opened, instance });
    const actual = opened.open(instance, { host, port, setting: `${name}Port` });
    return addressOf(tlsCertFile === null ? 'ws' : 'wss', host, actual);
  }

  #createPort(native: Native, protocol: Protocol): Port {
    return new Port(native, {
      greeting: protocol.greeting,
      files: filesOf(protocol, this.#settings, this.#logger),
      ...portPolicyOf(this.#settings, protocol.clientsReconnect),
      addressOf: createAddressReader(this.#settings.trustedProxies),
      isAllowedOrigin: createOriginCheck(this.#settings.allowedOrigins),
      admission: this.#admission,
      refuses: this.#refuses,
      now: monotonicNow,
      nextConnectionId: this.#nextId,
      traffic: this.#metrics?.trafficOf(protocol.name, protocol.messages) ?? null,
      onError: (error) => {
        this.#failed(error, protocol, 'a handler failed');
      },
    });
  }

  #tellPages(red5: ListenerAddress | null): void {
    const json = this.#served.find(({ protocol }) => protocol.name === 'json');
    if (this.#settings.demo) json?.port.offer(pageConfigFile(this.#settings, red5));
  }

  #contextFor(protocol: Protocol, port: Port): ProtocolContext {
    const { name } = protocol;
    const { bridgeRooms } = this.#settings;
    return {
      rooms: { namespace: bridgeRooms ? bridgedNamespace : name, areBridged: bridgeRooms },
      dispatch: (command) => {
        this.#dispatch(command);
      },
      broadcaster: port,
      limits: {
        ...sizeLimitsOf(this.#settings),
        refuses: this.#refuses,
        joinDelayMs: (address) => this.#admission.joinDelayMs(address),
      },
      authenticator: this.#authenticator,
      failed: (error) => {
        this.#failed(error, protocol, 'a handler failed');
      },
      now: monotonicNow,
      schedule,
    };
  }

  #dispatch(command: Command): void {
    // Whoever is sent away in a drain does not leave its room but moves with
    // it, and the others follow within a moment. Told to them, n leaves would
    // cost n² frames, and each would end streams that need no server to go on.
    if (this.#dismissing && command.type === 'leave') return;
    this.#engine.dispatch(command);
  }

  #render(event: EngineEvent): void {
    this.#metrics?.observe(event);
    for (const { instance, protocol } of this.#served) {
      try {
        instance.render(event);
      } catch (error) {
        this.#failed(error, protocol, 'an event was not rendered');
      }
    }
  }

  #failed(error: unknown, { name }: Protocol, message: string): void {
    this.#metrics?.failed();
    this.#logger.error({ err: error, protocol: name }, message);
  }

  #view(): ServerView {
    const limits = this.#limits;
    return {
      isReady: () => this.ready,
      connections: () =>
        new Map(this.#served.map(({ protocol, port }) => [protocol.name, port.links.size])),
      census: () => this.#engine.census(),
      away: () => this.#engine.counts().away,
      timesExceeded: () => new Map(limitNames.map((name) => [name, limits.timesExceeded(name)])),
    };
  }
}
