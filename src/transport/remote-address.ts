import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** The clues in a request to where it comes from. */
export interface AddressClues {
  /** The other end of the socket, in text, IPv4 possibly mapped into IPv6. */
  readonly socketAddress: string;
  /** All `X-Forwarded-For` headers, in the order in which they stand. */
  readonly forwardedFor: readonly string[];
}

/** Finds out whom to count a connection for. */
export type AddressReader = (clues: AddressClues) => string;

/**
 * Makes a reader of addresses.
 *
 * Each proxy writes down behind what it was told whom it heard that from. So
 * the list is read from its end, for as long as it is a trusted proxy that
 * speaks; what stands before that anybody can have made up.
 *
 * @param trustedProxies networks (CIDR) or addresses
 * @returns the IPv4 address, or the IPv6 /64 network, which is what one customer
 *   of a provider has at least (RFC 6177)
 */
export function createAddressReader(trustedProxies: readonly string[]): AddressReader {
  const networks = trustedProxies.map(parseNetwork);
  const isTrusted = (address: Address): boolean =>
    networks.some((network) => address.kind() === network[0].kind() && matches(address, network));

  return ({ socketAddress, forwardedFor }) => {
    let speaker = parseAddress(socketAddress);
    if (speaker === null) return socketAddress;
    const claims = forwardedFor.flatMap((header) => header.split(','));
    while (claims.length > 0 && isTrusted(speaker)) {
      const claimed = parseAddress(withoutPort(claims.pop() ?? ''));
      if (claimed === null) break;
      speaker = claimed;
    }
    return countedAs(speaker);
  };
}

function parseAddress(text: string): Address | null {
  return ipaddr.isValid(text) ? ipaddr.process(text) : null;
}

function parseNetwork(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function matches(address: Address, [base, bits]: Network): boolean {
  return address.match(base, bits);
}

/** Some proxies write the port down, too: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(claim: string): string {
  const text = claim.trim();
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text);
  if (bracketed?.[1] !== undefined) return bracketed[1];
  const dotted = /^([\d.]+):\d+$/.exec(text);
  return dotted?.[1] ?? text;
}

function countedAs(address: Address): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  const [network] = [ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`)];
  return `${network.toString()}/64`;
}
