import { rememberedInTab } from '../shared/storage.js';

/** The things somebody takes along from the lobby to a room. */
export interface Entrance {
  readonly roomId: string;
  /** Only for a room that is being opened. */
  readonly roomName?: string | undefined;
  /** Only for a room that is being opened. */
  readonly password?: string | undefined;
}

let expected: Entrance | null = null;

/** The room whose door this tab is through; after a reload it does not ask again. */
const inside = rememberedInTab('inside');

/** The next page is this room, and its user has said everything there is to say. */
export function expectEntrance(entrance: Entrance): void {
  expected = entrance;
}

/** The entrance that is known for a room; null if the user has to be asked at the door. */
export function takeEntrance(roomId: string): Entrance | null {
  const entrance = expected?.roomId === roomId ? expected : null;
  expected = null;
  return entrance ?? (inside.read() === roomId ? { roomId } : null);
}

export function rememberInside(roomId: string): void {
  inside.write(roomId);
}

export function forgetInside(): void {
  inside.write('');
}
