import { z } from 'zod';

import { type ProtocolName, protocolNames, protocols } from '../../../protocols/index.js';
import { iceServerSchema } from './ice-servers.js';
import { asList, asText, file, hostName, type SettingTable, wholeNumber, yesOrNo } from './row.js';

/**
 * The port of each protocol: `jsonPort`, `red5Port`. 0 is any free port.
 * Default: the protocol's own, 8080 and 8001.
 */
export type PortSettings = { readonly [Name in ProtocolName as `${Name}Port`]: number };

/** The protocols that are served, and the addresses that they are served at. */
export interface ListeningSettings extends PortSettings {
  /** The protocols to serve, each on its own port. Default: all. */
  readonly protocols: readonly ProtocolName[];
  /** The address or host name that the protocol ports listen on. Default: empty, all interfaces. */
  readonly host: string;
  /** PEM file with the certificate chain; with it both protocol ports speak TLS. Default: null, no TLS. */
  readonly tlsCertFile: string | null;
  /** PEM file with the certificate's private key. Default: null. */
  readonly tlsKeyFile: string | null;
  /** Whether the JSON port shows pages with rooms for people. Default: true. */
  readonly demo: boolean;
  /** STUN and TURN servers for those pages, as `stun:host` or `turn:user:secret@host`. Default: none. */
  readonly demoIceServers: readonly string[];
}

// One row for each protocol, so there are those that the type has.
const portSettings = Object.fromEntries(
  Object.entries(protocols).map(([name, { title, defaultPort }]) => [
    `${name}Port`,
    wholeNumber(0, 65535, defaultPort, `Port of the ${title} protocol (0: any free).`),
  ]),
) as SettingTable<PortSettings>;

export const listeningSettings: SettingTable<ListeningSettings> = {
  protocols: {
    schema: z
      .array(z.enum(protocolNames))
      .min(1)
      .refine((names) => new Set(names).size === names.length),
    default: protocolNames,
    expected: `one or more of ${protocolNames.join(', ')}, separated by commas, each once`,
    help: 'The protocols to serve, each on its own port.',
    fromText: asList,
  },
  host: {
    schema: z.union([z.literal(''), hostName]),
    default: '',
    defaultText: 'all interfaces',
    expected: 'an IP address or a host name',
    help: 'The address that the protocol ports listen on.',
    fromText: asText,
  },
  ...portSettings,
  tlsCertFile: file('PEM file with the certificate chain; turns TLS on for the protocol ports.'),
  tlsKeyFile: file("PEM file with the certificate's private key, not encrypted."),
  demo: yesOrNo(true, 'Shows pages with rooms for people on the JSON port.'),
  demoIceServers: {
    schema: z.array(iceServerSchema),
    default: [],
    defaultText: '–',
    expected: 'stun:host:port or turn:user:secret@host:port, or several, separated by commas',
    help: 'STUN and TURN servers for those pages.',
    isSecret: true,
    fromText: asList,
  },
};
