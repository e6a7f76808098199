import { randomBytes } from 'node:crypto';

/** 144 random bits as text: what a seat is resumed with. */
export function createSecret(): string {
  return randomBytes(18).toString('base64url');
}

/**
 * Makes ids that are unique among all processes: a random prefix and a counter.
 * They name connections, room incarnations and messages; they are no secrets.
 */
export function createIdSource(): () => string {
  const prefix = randomBytes(6).toString('base64url');
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${count.toString(36)}`;
  };
}
