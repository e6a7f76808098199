import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';

import uWS from 'uWebSockets.js';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

import type { Certificate } from './certificate.js';

/** The orders by which a message makes a server do more than send it back. */
export const orders = { ping: 'ping', close: 'close 4002', cut: 'cut' } as const;

/** Sends back what it gets, with uWebSockets.js. */
export function startNativeEcho(): Promise<string> {
  const app = uWS.App();
  app.ws('/*', {
    maxPayloadLength: 1024 ** 2,
    maxBackpressure: 64 * 1024 ** 2,
    message: (socket, data, isBinary) => {
      const text = Buffer.from(data).toString();
      if (text === orders.ping) socket.ping('are you there');
      else if (text === orders.close) socket.end(4002, 'as told');
      else if (text === orders.cut) socket.close();
      else socket.send(data, isBinary);
    },
    pong: (socket, data) => {
      socket.send(`pong: ${Buffer.from(data).toString()}`);
    },
    close: (_, code) => {
      lastCloseCode = code;
    },
  });
  onTestFinished(() => {
    app.close();
  });
  return new Promise((resolve, reject) => {
    app.listen('127.0.0.1', 0, (listener) => {
      if (listener === false) reject(new Error('no port is free'));
      else resolve(`ws://127.0.0.1:${String(uWS.us_socket_local_port(listener))}`);
    });
  });
}

let lastCloseCode = 0;

/** With which code the last connection of the native server was closed. */
export function nativeCloseCode(): number {
  return lastCloseCode;
}

/** Sends back what it gets, with ws; over TLS if there is a certificate. */
export async function startEcho(certificate: Certificate | null = null): Promise<string> {
  const http =
    certificate === null
      ? null
      : createSecureServer({
          cert: certificate.cert,
          key: readFileSync(certificate.keyFile),
        });
  const server =
    http === null
      ? new WebSocketServer({ host: '127.0.0.1', port: 0 })
      : new WebSocketServer({ server: http });
  http?.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
    http?.close();
  });
  server.on('connection', (socket) => echo(socket));
  // It listens on TCP.
  const { port } = (http ?? server).address() as AddressInfo;
  return http === null ? `ws://127.0.0.1:${String(port)}` : `wss://localhost:${String(port)}`;
}

function echo(socket: WebSocket): void {
  socket.on('message', (data, isBinary) => {
    // ws hands messages over as one Buffer unless it is told otherwise.
    const text = (data as Buffer).toString();
    if (text === orders.ping) socket.ping('are you there');
    else if (text === orders.close) socket.close(4002, 'as told');
    else if (text === orders.cut) socket.terminate();
    else socket.send(data, { binary: isBinary });
  });
  socket.on('pong', (data) => socket.send(`pong: ${data.toString()}`));
}

/** A TCP server that does whatever a test wants; gives its port. */
export async function startTcp(serve: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    // What a client does to it is seen at the client.
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  // It listens on TCP.
  return (server.address() as AddressInfo).port;
}
