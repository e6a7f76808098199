import type { HttpRequest, HttpResponse, TemplatedApp } from 'uWebSockets.js';

import { nativeText } from '../native-text.js';
import { documentHeaders, type Header } from './security-headers.js';
import { offerFile, type StaticFile } from './static-files.js';

/** The answer of a port to plain HTTP. */
interface HttpAnswer {
  readonly status: string;
  readonly body: string;
}

/**
 * Answers HTTP on a WebSocket port: files, CORS for any origin and, unless one
 * of the files is at `/`, a line of text there, so that people and load
 * balancers see that something is there.
 */
export function answerHttp(
  app: TemplatedApp,
  greeting: string,
  files: readonly StaticFile[] = [],
): void {
  const missing = { status: '404 Not Found', body: 'Not found\n' };
  if (!files.some(({ paths }) => paths.includes('/'))) greet(app, greeting);
  for (const file of files) offerFile(app, file);
  app.options('/*', (response) => {
    answerPreflight(response);
  });
  app.any('/*', (response, request) => {
    answer(response, isHead(request) ? { ...missing, body: '' } : missing);
  });
}

function greet(app: TemplatedApp, greeting: string): void {
  const found = { status: '200 OK', body: `${greeting}\n` };
  app.get('/', (response) => {
    answer(response, found);
  });
  app.head('/', (response) => {
    answer(response, { ...found, body: '' });
  });
}

function isHead(request: HttpRequest): boolean {
  return request.getMethod() === 'head';
}

/** Answers with a line of text that pages of any origin may read. */
export function answer(response: HttpResponse, { status, body }: HttpAnswer): void {
  writeHead(response, status, [['Content-Type', 'text/plain; charset=utf-8']]).end(
    nativeText(body),
  );
}

function answerPreflight(response: HttpResponse): void {
  const headers: readonly Header[] = [
    ['Access-Control-Allow-Methods', 'GET, HEAD, OPTIONS'],
    ['Access-Control-Allow-Headers', '*'],
    ['Access-Control-Max-Age', '86400'],
  ];
  writeHead(response, '204 No Content', headers).endWithoutBody();
}

function writeHead(
  response: HttpResponse,
  status: string,
  headers: readonly Header[],
): HttpResponse {
  response.writeStatus(status).writeHeader('Access-Control-Allow-Origin', '*');
  for (const [name, value] of [...headers, ...documentHeaders]) response.writeHeader(name, value);
  return response;
}
