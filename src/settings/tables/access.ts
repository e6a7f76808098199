import ipaddr from 'ipaddr.js';
import { z } from 'zod';

import { asList, type SettingTable } from './row.js';

/** The settings that decide who is let in. */
export interface AccessSettings {
  /**
   * The pages that may connect, by their origins: `https://app.example.org`, `*.example.org`
   * for all below a domain, or `*` for any. Clients that are no browsers name no origin and
   * are let in always. Default: any.
   */
  readonly allowedOrigins: readonly string[];
  /**
   * Networks (CIDR) or addresses of the proxies whose word on a client's address counts
   * (`X-Forwarded-For`). Default: none.
   */
  readonly trustedProxies: readonly string[];
}

/** An origin (RFC 6454, section 6.2), with `*.` for anything below a domain, or a domain alone. */
const originPattern =
  /^(\*|null|([a-z][a-z0-9+.-]*:\/\/)?(\*\.)?([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?)$/i;

const network = z
  .string()
  .refine((text) => (text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text)));

export const accessSettings: SettingTable<AccessSettings> = {
  allowedOrigins: {
    schema: z.array(z.string().regex(originPattern)).min(1),
    default: ['*'],
    defaultText: '*',
    expected: 'origins (https://app.example.org, *.example.org) separated by commas, or *',
    help: 'The pages that may connect.',
    fromText: asList,
  },
  trustedProxies: {
    schema: z.array(network),
    default: [],
    defaultText: '–',
    expected: 'networks (10.0.0.0/8, fd00::/8) or addresses, separated by commas',
    help: 'The proxies whose X-Forwarded-For counts.',
    fromText: asList,
  },
};
