import type { Watch } from './watch-form.js';

/** The streams of one room. */
export function WatchedRoom({ room }: Watch & { readonly port: number }) {
  return <p>{room}</p>;
}
