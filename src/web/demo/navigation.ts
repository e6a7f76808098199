import { Store } from '../shared/store.js';
import { type Place, placeAt } from './addresses.js';

const place = new Store<Place>(placeAt(location));

window.addEventListener('popstate', () => place.set(placeAt(location)));

/** Where the user is, and how to go elsewhere without loading the page again. */
export const navigation = {
  subscribe: place.subscribe,
  get place(): Place {
    return place.value;
  },
  /** @param path without the origin */
  goTo(path: string): void {
    history.pushState(null, '', path);
    place.set(placeAt(location));
    window.scrollTo(0, 0);
  },
};

/** Follows a link within the application, unless the user wants it elsewhere. */
export function followHere(event: MouseEvent, path: string): void {
  const wantsElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0;
  if (wantsElsewhere) return;
  event.preventDefault();
  navigation.goTo(path);
}
