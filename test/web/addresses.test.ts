import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addressOf, placeAt, roomIdFor } from '../../src/web/demo/addresses.js';

function placeOf(address: string) {
  // As a browser would read it.
  return placeAt(new URL(address, 'http://callboard.example'));
}

describe('the address of a room', () => {
  it.each(['green-room', 'a b', 'ä/ö?ü#%', '..', '.', '50%', 'مسرح', '🎭', '__proto__', ' '])(
    'leads back to the room %j',
    (roomId) => {
      expect(placeOf(addressOf(roomId))).toEqual({ page: 'room', roomId });
    },
  );

  it('leads back to whatever room it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (roomId) => {
        expect(placeOf(addressOf(roomId))).toEqual({ page: 'room', roomId });
      }),
    );
  });

  it('can be made of half a character', () => {
    expect(placeOf(addressOf('half \ud83c'))).toEqual({ page: 'room', roomId: 'half \ufffd' });
  });

  it('may be typed by hand', () => {
    expect(placeOf('/room/50%')).toEqual({ page: 'room', roomId: '50%' });
    expect(placeOf('/room/a/b')).toEqual({ page: 'room', roomId: 'a/b' });
  });
});

describe('any other address', () => {
  it.each(['/', '/room', '/room/', '/room/?id=', '/red5', '/rooms/a'])(
    'is the lobby: %s',
    (path) => {
      expect(placeOf(path)).toEqual({ page: 'lobby' });
    },
  );
});

describe('the id of a new room', () => {
  it.each([
    ['Green room', 'green-room-x'],
    ['  Act II: The Tempest!  ', 'act-ii-the-tempest-x'],
    ['Зелёная комната', 'зелёная-комната-x'],
    ['???', 'x'],
    ['', 'x'],
  ])('of %j is %s', (name, id) => {
    expect(roomIdFor(name, 'x')).toBe(id);
  });

  it('stays short', () => {
    expect(roomIdFor('long '.repeat(100), 'x').length).toBeLessThan(60);
  });
});
