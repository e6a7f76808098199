import type { ClientEnvironment, WebSocketConstructor } from '../types.js';

interface EventSource {
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}

/** The parts a platform may have: pages have all of it, Node and React Native some. */
interface Platform extends EventSource {
  readonly WebSocket?: WebSocketConstructor;
  readonly document?: EventSource & { readonly visibilityState: string };
}

// Everything in it is optional, so that nothing is claimed to be there.
const platform = globalThis as Platform;

/** The clock, the timers and the events of the platform. */
export const platformEnvironment: ClientEnvironment = {
  now: () => Date.now(),
  random: () => Math.random(),
  // It keeps one user's messages apart and no secret; crypto is missing in insecure pages.
  nextId: () => [Date.now(), Math.random(), Math.random()].map((n) => n.toString(36)).join('-'),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
  onWake: (listener) => {
    const { document } = platform;
    const becameVisible = (): void => {
      if (document?.visibilityState === 'visible') listener();
    };
    platform.addEventListener?.('online', listener);
    document?.addEventListener?.('visibilitychange', becameVisible);
    return () => {
      platform.removeEventListener?.('online', listener);
      document?.removeEventListener?.('visibilitychange', becameVisible);
    };
  },
};

/** @throws TypeError if the platform has no WebSocket of its own */
export function platformWebSocket(): WebSocketConstructor {
  if (platform.WebSocket === undefined) {
    throw new TypeError('There is no global WebSocket here: hand one in as an option.');
  }
  return platform.WebSocket;
}
