import { createContext } from 'preact';

/** The facts that pages must know of the server they come from. */
export interface ServerConfig {
  /** Null: the Red5 protocol is switched off. */
  readonly red5Port: number | null;
  /** Whether streams of the Red5 port are in the rooms of this page. */
  readonly areRoomsBridged: boolean;
  /** With which the browsers of two networks find a way to each other. */
  readonly iceServers: RTCIceServer[];
}

const unknown: ServerConfig = { red5Port: null, areRoomsBridged: false, iceServers: [] };

/** A server that is slower than this is not waited for. */
const answerMsMax = 5000;

/** The configuration that was read when the page began. */
export const ServerConfigContext = createContext(unknown);

/** Asks the server; one that does not answer counts as one that has nothing to say. */
export async function readServerConfig(): Promise<ServerConfig> {
  try {
    const response = await fetch('/config.json', { signal: AbortSignal.timeout(answerMsMax) });
    // It is the server's own page that asks, and both come from one build.
    return (await response.json()) as ServerConfig;
  } catch {
    return unknown;
  }
}
