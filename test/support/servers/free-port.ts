import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below these a port may need rights; from here on outgoing connections take what they find. */
const [lowest, highest] = [20_000, 32_000];

/**
 * Finds a port that nobody listens on, for the few tests in which a server must
 * be told its port. Different processes begin their search at different places.
 */
export async function findFreePort(): Promise<number> {
  for (let offset = process.pid * 37; ; offset += 1) {
    const port = lowest + (offset % (highest - lowest));
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

const given = new Set<number>();

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
