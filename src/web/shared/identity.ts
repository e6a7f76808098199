import { randomText } from './random.js';
import { rememberedForGood, rememberedInTab } from './storage.js';

const name = rememberedForGood('name');
const userId = rememberedInTab('user-id');

/** The name that the user wants to have; empty before the first time. */
export const ownName = {
  read: (): string => name.read(),
  write: (text: string): void => name.write(text.trim()),
};

/**
 * The user id of this tab in a room: the same after a reload, so that the seat is taken
 * back, and different in a duplicated tab, although the browser has copied what
 * the first tab remembers.
 */
export async function claimUserId(): Promise<string> {
  const remembered = userId.read();
  if (remembered !== '' && (await isFree(remembered))) return remembered;
  const fresh = `u-${randomText(12)}`;
  await isFree(fresh);
  userId.write(fresh);
  return fresh;
}

/** Whether no other tab has this name; it is this tab's from then on, until it closes. */
async function isFree(id: string): Promise<boolean> {
  // Pages that come neither from HTTPS nor from this machine have no locks.
  if (!('locks' in navigator)) return true;
  const { locks } = navigator;
  return await new Promise((resolve) => {
    void locks.request(`callboard.${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      // Held for as long as the page is there.
      return lock === null ? undefined : new Promise(() => undefined);
    });
  });
}
