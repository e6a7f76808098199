/** The operations port: whether the process is alive, whether it takes connections, and how it does. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { StartupError } from '../errors/startup-error.js';

export interface OpsServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Whether new connections are taken; asked at each request. */
  readonly isReady: () => boolean;
  /** Makes what `/metrics` answers, at each request; null: there is no such thing. */
  readonly metrics: (() => Promise<OpsDocument>) | null;
  /** Hears why there was no answer. */
  readonly onError: (error: unknown) => void;
}

/** Something to read. */
export interface OpsDocument {
  readonly contentType: string;
  readonly body: string;
}

export interface OpsServer {
  /** The port it listens on. */
  readonly port: number;
  /** Frees the port and ends every connection. Resolves when all is closed. */
  close(): Promise<void>;
}

const plainText = 'text/plain; charset=utf-8';

/** Probes are few and short; whoever holds more or longer than this is no probe. */
const maxConnections = 256;
const requestTimeoutMs = 10_000;
/** The time an answer that is under way may still take when the server closes. */
const closeGraceMs = 500;

/**
 * Serves `GET /healthz` (200 while the process lives), `GET /readyz` (200, or
 * 503 in a drain) and `GET /metrics`.
 *
 * @throws StartupError naming port and setting, if the port cannot be had
 */
export async function startOpsServer(options: OpsServerOptions): Promise<OpsServer> {
  const { host, port } = options;
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      options.onError(error);
      send(response, 500, 'no answer');
    });
  });
  server.maxConnections = maxConnections;
  await listen(server, host, port);
  const address = server.address();
  let closing: Promise<void> | null = null;
  return {
    // An address is a string only for pipes, and null only when not listening.
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => (closing ??= close(server)),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new StartupError(explain(error, host, port), { cause: error }));
    });
    server.listen({ host, port, exclusive: true }, resolve);
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  const where = `Port ${String(port)} (opsPort) on ${host} (opsHost)`;
  if (error.code === 'EADDRINUSE') return `${where} is in use by another program.`;
  if (error.code === 'EACCES') return `${where} may not be used by this user.`;
  return `${where} cannot be listened on: ${error.code ?? error.message}.`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => {
      server.closeAllConnections();
    }, closeGraceMs);
    // Closing ends idle connections by itself; it fails only if the server is closed already.
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { isReady, metrics }: OpsServerOptions,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0];
  const isMetrics = path === '/metrics' && metrics !== null;
  if (path !== '/healthz' && path !== '/readyz' && !isMetrics) {
    send(response, 404, 'not found');
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    send(response, 405, 'method not allowed');
  } else if (isMetrics) {
    const { contentType, body } = await metrics();
    send(response, 200, body, contentType);
  } else if (path === '/healthz') {
    send(response, 200, 'ok');
  } else if (isReady()) {
    send(response, 200, 'ready');
  } else {
    send(response, 503, 'draining');
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  contentType = plainText,
): void {
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  });
  response.end(body);
}
