import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readCandidate, readDescription, sessionOf } from '../../../src/client/webrtc/payloads.js';

describe('a description', () => {
  it('is read as clients send it', () => {
    const payload = { type: 'offer', sdp: 'v=0', more: true };
    expect(readDescription(payload, 'offer')).toEqual({ type: 'offer', sdp: 'v=0' });
  });

  it('is read without its type, which the signal says too', () => {
    expect(readDescription({ sdp: 'v=0' }, 'answer')).toEqual({ type: 'answer', sdp: 'v=0' });
  });

  it('says which connection has made it', () => {
    expect(sessionOf('v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\n')).toBe(
      '4611731400430051336',
    );
    expect(sessionOf('v=0\r\ns=-\r\n')).toBeNull();
  });
});

describe('a candidate', () => {
  it('is read as clients send it', () => {
    const payload = {
      candidate: 'candidate:1',
      sdpMid: '0',
      sdpMLineIndex: 0,
      usernameFragment: 'u',
    };
    expect(readCandidate(payload)).toEqual(payload);
  });

  it('is read from a client that gives only its line', () => {
    expect(readCandidate({ candidate: 'candidate:1', sdpMLineIndex: 1 })).toEqual({
      candidate: 'candidate:1',
      sdpMid: null,
      sdpMLineIndex: 1,
      usernameFragment: null,
    });
  });

  it('that ends the list is left out', () => {
    expect(readCandidate(null)).toBeNull();
    expect(readCandidate({ candidate: '', sdpMid: '0', sdpMLineIndex: 0 })).toBeNull();
  });

  it('without a place is left out', () => {
    expect(readCandidate({ candidate: 'candidate:1' })).toBeNull();
  });
});

it('whatever else comes in a signal is left out without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (payload) => {
      const description = readDescription(payload, 'offer');
      expect(description?.sdp ?? '').toBeTypeOf('string');
      expect(readCandidate(payload)?.candidate).not.toBe('');
    }),
  );
});
