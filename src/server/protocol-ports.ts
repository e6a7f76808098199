import { type ProtocolName, protocolNames, protocols } from '../../protocols/index.js';
import type { Admission } from '../limits/admission.js';
import type { LimitName } from '../limits/limit-watch.js';
import type { Logger } from '../log/logger.js';
import type { Metrics } from '../ops/metrics/metrics.js';
import type {
  Authenticator,
  Command,
  EngineEvent,
  Protocol,
  ProtocolContext,
  ProtocolInstance,
} from '../protocol.js';
import type { Settings } from '../settings/settings.js';
import type { Acceptor } from '../transport/accepting.js';
import type { Link } from '../transport/link.js';
import type { Native } from '../transport/native.js';
import { createOriginCheck } from '../transport/origin.js';
import { Port } from '../transport/port.js';
import { createAddressReader } from '../transport/remote-address.js';
import { addressOf, type ListenerAddress, type ProtocolAddresses } from './addresses.js';
import { filesOf, pageConfigFile } from './files.js';
import { bridgedNamespace, portPolicyOf, sizeLimitsOf } from './policies.js';
import { monotonicNow, schedule } from './timers.js';

/** The rest of the server, as the protocol ports need it. */
export interface ProtocolPortsOptions {
  readonly settings: Settings;
  readonly logger: Logger;
  /** Null: nothing is counted. */
  readonly metrics: Metrics | null;
  readonly admission: Admission;
  readonly nextId: () => string;
  /** Asked when a limit is exceeded: whether to refuse. */
  readonly refuses: (limit: LimitName) => boolean;
  /** Hands a command to the room engine. */
  readonly dispatch: (command: Command) => void;
}

interface ServedProtocol {
  readonly name: ProtocolName;
  readonly protocol: Protocol;
  readonly port: Port;
  readonly instance: ProtocolInstance;
}

/** The ports of all protocols that are served: opened together, and closed together. */
export class ProtocolPorts {
  readonly #options: ProtocolPortsOptions;
  readonly #served: ServedProtocol[] = [];

  constructor(options: ProtocolPortsOptions) {
    this.#options = options;
  }

  /** The number of open connections, on all ports. */
  get connections(): number {
    return this.#served.reduce((sum, { port }) => sum + port.links.size, 0);
  }

  /** The number of open connections, by protocol. */
  connectionsByProtocol(): ReadonlyMap<string, number> {
    return new Map(this.#served.map(({ name, port }) => [name, port.links.size]));
  }

  /** The ports that can refuse connections for a while. */
  acceptors(): readonly Acceptor[] {
    return this.#served.map(({ port }) => port).filter(({ canPause }) => canPause);
  }

  /** The open connections of those protocols whose clients connect again by themselves, or of the others. */
  links(clientsReconnect: boolean): readonly Link[] {
    const served = this.#served.filter(
      ({ protocol }) => protocol.clientsReconnect === clientsReconnect,
    );
    return served.flatMap(({ port }) => [...port.links]);
  }

  /**
   * Opens the ports of the protocols that the settings name. After an error
   * `close` is to be called: some may be open.
   *
   * @param authenticator null: nobody is asked for a token
   * @throws StartupError naming port and setting if a port cannot be had
   */
  open(native: Native, authenticator: Authenticator | null): ProtocolAddresses {
    const { settings } = this.#options;
    const addresses = protocolNames.map((name) => {
      const isServed = settings.protocols.includes(name);
      return [name, isServed ? this.#serve(name, native, authenticator) : null] as const;
    });
    // One for each name, so there are those that the type has.
    const all = Object.fromEntries(addresses) as ProtocolAddresses;
    if (settings.demo) this.#tellPages(all);
    return all;
  }

  /** Has the protocols tell their clients of an event. */
  render(event: EngineEvent): void {
    for (const { name, instance } of this.#served) {
      try {
        instance.render(event);
      } catch (error) {
        this.#failed(error, name, 'an event was not rendered');
      }
    }
  }

  /** Refuses new connections from now on; open ones go on. */
  stopListening(): void {
    for (const { port } of this.#served) port.stopListening();
  }

  /** Cuts what is still open and frees the ports. */
  close(): void {
    for (const { port } of this.#served) port.close();
  }

  #serve(name: ProtocolName, native: Native, authenticator: Authenticator | null): ListenerAddress {
    const { settings } = this.#options;
    const protocol: Protocol = protocols[name];
    const port = this.#createPort(name, protocol, native);
    const instance = protocol.create(this.#contextFor(name, port, authenticator));
    this.#served.push({ name, protocol, port, instance });
    const { host, tlsCertFile } = settings;
    const setting = `${name}Port` as const;
    const actual = port.open(instance, { host, port: settings[setting], setting });
    return addressOf(tlsCertFile === null ? 'ws' : 'wss', host, actual);
  }

  #createPort(name: ProtocolName, protocol: Protocol, native: Native): Port {
    const { settings, logger, metrics, admission, nextId, refuses } = this.#options;
    return new Port(native, {
      greeting: protocol.greeting,
      files: filesOf(protocol, settings, logger),
      ...portPolicyOf(settings, protocol.clientsReconnect),
      addressOf: createAddressReader(settings.trustedProxies),
      isAllowedOrigin: createOriginCheck(settings.allowedOrigins),
      admission,
      refuses,
      now: monotonicNow,
      nextConnectionId: nextId,
      traffic: metrics?.trafficOf(name, protocol.messages) ?? null,
      onError: (error) => {
        this.#failed(error, name, 'a handler failed');
      },
    });
  }

  #contextFor(
    name: ProtocolName,
    port: Port,
    authenticator: Authenticator | null,
  ): ProtocolContext {
    const { settings, admission, refuses, dispatch } = this.#options;
    const { bridgeRooms } = settings;
    return {
      rooms: { namespace: bridgeRooms ? bridgedNamespace : name, areBridged: bridgeRooms },
      dispatch,
      broadcaster: port,
      limits: {
        ...sizeLimitsOf(settings),
        refuses,
        joinDelayMs: (address) => admission.joinDelayMs(address),
      },
      authenticator,
      failed: (error) => {
        this.#failed(error, name, 'a handler failed');
      },
      now: monotonicNow,
      schedule,
    };
  }

  #tellPages(addresses: ProtocolAddresses): void {
    const file = pageConfigFile(this.#options.settings, addresses);
    for (const { protocol, port } of this.#served) {
      if (protocol.hostsPages === true) port.offer(file);
    }
  }

  #failed(error: unknown, protocol: ProtocolName, message: string): void {
    this.#options.metrics?.failed();
    this.#options.logger.error({ err: error, protocol }, message);
  }
}
