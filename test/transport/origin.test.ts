import { describe, expect, it } from 'vitest';

import { createOriginCheck } from '../../src/transport/origin.js';

describe('allowed origins', () => {
  it.each([
    ['*', 'https://anywhere.example', true],
    ['*', 'null', true],
    ['https://app.example.org', 'https://app.example.org', true],
    ['https://app.example.org', 'HTTPS://APP.example.org', true],
    ['https://app.example.org', 'http://app.example.org', false],
    ['https://app.example.org', 'https://app.example.org:8443', false],
    ['https://app.example.org', 'https://app.example.org.evil.example', false],
    ['https://app.example.org', 'https://appXexample.org', false],
    ['https://app.example.org:8443', 'https://app.example.org:8443', true],
    ['https://app.example.org:8443', 'https://app.example.org', false],
    ['app.example.org', 'http://app.example.org:3000', true],
    ['app.example.org', 'https://sub.app.example.org', false],
    ['*.example.org', 'https://a.example.org', true],
    ['*.example.org', 'http://a.b.example.org:3000', true],
    ['*.example.org', 'https://example.org', false],
    ['*.example.org', 'https://evilexample.org', false],
    ['*.example.org', 'https://a.example.org.evil.example', false],
    ['*.example.org', 'https://evil.example/.example.org', false],
    ['https://*.example.org', 'https://a.example.org', true],
    ['https://*.example.org', 'http://a.example.org', false],
    ['https://*.example.org', 'https://a.example.org:8443', false],
    ['http://[::1]:3000', 'http://[::1]:3000', true],
    ['null', 'null', true],
    ['https://app.example.org', 'null', false],
  ])('%s and a page of %s: %s', (allowed, origin, expected) => {
    expect(createOriginCheck([allowed])(origin)).toBe(expected);
  });

  it('are several, and say nothing about clients that are no browsers', () => {
    const isAllowed = createOriginCheck(['https://a.example', '*.b.example']);
    expect(['https://a.example', 'https://x.b.example', ''].map(isAllowed)).toEqual([
      true,
      true,
      true,
    ]);
    expect(isAllowed('https://c.example')).toBe(false);
  });
});
