import { createHash } from 'node:crypto';

import type { HttpRequest, HttpResponse, TemplatedApp } from 'uWebSockets.js';

import type { Page } from '../protocol.js';

/** What a port says to plain HTTP. */
interface HttpAnswer {
  readonly status: string;
  readonly body: string;
}

/**
 * Answers HTTP on a WebSocket port: a line of text at `/`, so that people and
 * load balancers see that something is there, the protocol's pages, and CORS
 * for any origin.
 */
export function answerHttp(app: TemplatedApp, greeting: string, pages: readonly Page[] = []): void {
  const found = { status: '200 OK', body: `${greeting}\n` };
  const missing = { status: '404 Not Found', body: 'Not found\n' };
  app.get('/', (response) => {
    answer(response, found);
  });
  app.head('/', (response) => {
    answer(response, { ...found, body: '' });
  });
  for (const page of pages) offer(app, page);
  app.options('/*', (response) => {
    answerPreflight(response);
  });
  app.any('/*', (response, request) => {
    answer(response, isHead(request) ? { ...missing, body: '' } : missing);
  });
}

/** Answers `GET` and `HEAD` of a page, or says that the asker's copy is still good. */
function offer(app: TemplatedApp, { path, contentType, body }: Page): void {
  const bytes = Buffer.from(body);
  const entityTag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
  const begin = (response: HttpResponse, status: string): HttpResponse =>
    writeCommonHeaders(response.writeStatus(status))
      .writeHeader('ETag', entityTag)
      // A copy may be kept, but is asked about each time: the next version may have another page.
      .writeHeader('Cache-Control', 'no-cache');
  const isKnown = (request: HttpRequest): boolean =>
    namesEntity(request.getHeader('if-none-match'), entityTag);

  app.get(path, (response, request) => {
    if (isKnown(request)) begin(response, '304 Not Modified').endWithoutBody();
    else begin(response, '200 OK').writeHeader('Content-Type', contentType).end(bytes);
  });
  app.head(path, (response, request) => {
    if (isKnown(request)) begin(response, '304 Not Modified').endWithoutBody();
    else {
      begin(response, '200 OK')
        .writeHeader('Content-Type', contentType)
        // Told as an argument of the end, the length aborts the process on Node 20.
        .writeHeader('Content-Length', String(bytes.byteLength))
        .endWithoutBody();
    }
  });
}

/**
 * Whether an `If-None-Match` names an entity tag (RFC 9110, section 13.1.2).
 *
 * @param header empty if the request has none
 */
function namesEntity(header: string, entityTag: string): boolean {
  const names = header.split(',').map((name) => name.trim().replace(/^W\//, ''));
  return names.includes(entityTag) || names.includes('*');
}

function isHead(request: HttpRequest): boolean {
  return request.getMethod() === 'head';
}

function answer(response: HttpResponse, { status, body }: HttpAnswer): void {
  writeCommonHeaders(response.writeStatus(status))
    .writeHeader('Content-Type', 'text/plain; charset=utf-8')
    .end(body);
}

function answerPreflight(response: HttpResponse): void {
  response
    .writeStatus('204 No Content')
    .writeHeader('Access-Control-Allow-Origin', '*')
    .writeHeader('Access-Control-Allow-Methods', 'GET, HEAD, OPTIONS')
    .writeHeader('Access-Control-Allow-Headers', '*')
    .writeHeader('Access-Control-Max-Age', '86400')
    .endWithoutBody();
}

function writeCommonHeaders(response: HttpResponse): HttpResponse {
  return response
    .writeHeader('Access-Control-Allow-Origin', '*')
    .writeHeader('X-Content-Type-Options', 'nosniff');
}
