/** What pages must know of the server they come from. */
export interface ServerConfig {
  /** Null: the Red5 protocol is switched off. */
  readonly red5Port: number | null;
}

/** Asks the server; a server that does not answer counts as one without Red5. */
export async function readServerConfig(): Promise<ServerConfig> {
  try {
    const response = await fetch('/config.json');
    const answer: unknown = await response.json();
    return { red5Port: portIn(answer) };
  } catch {
    return { red5Port: null };
  }
}

function portIn(answer: unknown): number | null {
  if (typeof answer !== 'object' || answer === null || !('red5Port' in answer)) return null;
  return typeof answer.red5Port === 'number' ? answer.red5Port : null;
}
