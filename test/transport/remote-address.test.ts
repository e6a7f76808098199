import { describe, expect, it } from 'vitest';

import { createAddressReader } from '../../src/transport/remote-address.js';

function countedAs(trusted: readonly string[], socketAddress: string, ...forwardedFor: string[]) {
  return createAddressReader(trusted)({ socketAddress, forwardedFor });
}

describe('the address that a connection is counted for', () => {
  it('is the other end of the socket, however it is written', () => {
    expect(countedAs([], '192.0.2.7')).toBe('192.0.2.7');
    expect(countedAs([], '0000:0000:0000:0000:0000:ffff:c000:0207')).toBe('192.0.2.7');
  });

  it('is the /64 network of an IPv6 address', () => {
    const network = countedAs([], '2001:db8:1:2:3:4:5:6');
    expect(network).toBe('2001:db8:1:2::/64');
    expect(countedAs([], '2001:0db8:0001:0002:ffff::1')).toBe(network);
    expect(countedAs([], '2001:db8:1:3::1')).not.toBe(network);
  });

  it('is not what the client says, unless a trusted proxy passes it on', () => {
    expect(countedAs([], '192.0.2.7', '198.51.100.1')).toBe('192.0.2.7');
    expect(countedAs(['10.0.0.0/8'], '192.0.2.7', '198.51.100.1')).toBe('192.0.2.7');
    expect(countedAs(['10.0.0.0/8'], '10.1.2.3', '198.51.100.1')).toBe('198.51.100.1');
    expect(countedAs(['10.1.2.3'], '::ffff:10.1.2.3', '198.51.100.1')).toBe('198.51.100.1');
    expect(countedAs(['fd00::/8'], 'fd00::1', '2001:db8::1')).toBe('2001:db8::/64');
  });

  it('is the last one that no trusted proxy has: what stands before it can be made up', () => {
    const trusted = ['10.0.0.0/8'];
    expect(countedAs(trusted, '10.0.0.1', '203.0.113.9, 198.51.100.1')).toBe('198.51.100.1');
    expect(countedAs(trusted, '10.0.0.1', '203.0.113.9, 198.51.100.1, 10.0.0.2')).toBe(
      '198.51.100.1',
    );
    expect(countedAs(trusted, '10.0.0.1', '203.0.113.9', '198.51.100.1')).toBe('198.51.100.1');
  });

  it('is the last proxy’s if what it passes on is no address', () => {
    const trusted = ['10.0.0.0/8'];
    expect(countedAs(trusted, '10.0.0.1', 'unknown')).toBe('10.0.0.1');
    expect(countedAs(trusted, '10.0.0.1', '198.51.100.1, ')).toBe('10.0.0.1');
    expect(countedAs(trusted, '10.0.0.1', '198.51.100.1, nonsense, 10.0.0.2')).toBe('10.0.0.2');
    expect(countedAs(trusted, '10.0.0.1')).toBe('10.0.0.1');
  });

  it('comes without the port that some proxies add', () => {
    const trusted = ['10.0.0.0/8'];
    expect(countedAs(trusted, '10.0.0.1', '198.51.100.1:4711')).toBe('198.51.100.1');
    expect(countedAs(trusted, '10.0.0.1', '[2001:db8::1]:4711')).toBe('2001:db8::/64');
    expect(countedAs(trusted, '10.0.0.1', '[2001:db8::1]')).toBe('2001:db8::/64');
  });
});
