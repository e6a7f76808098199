import { createHash } from 'node:crypto';

import type { HttpRequest, HttpResponse, TemplatedApp } from 'uWebSockets.js';

import { chooseCoding, type ContentCoding } from './content-coding.js';
import { documentHeaders, type Header, pageHeaders } from './security-headers.js';

/** Something that is offered over HTTP, from memory, the same to everyone. */
export interface StaticFile {
  /** Where it is, as in a URL, such as `/about.html`; a trailing `*` is any rest. */
  readonly paths: readonly string[];
  readonly contentType: string;
  readonly body: Uint8Array;
  /** The body, compressed beforehand; what is missing is not offered. */
  readonly compressed?: Readonly<Partial<Record<'br' | 'gzip', Uint8Array>>>;
  /** Whether another content would have another path: then a copy is good for ever. */
  readonly isImmutable?: boolean;
}

/** One form of a file, with everything that is said about it. */
interface Representation {
  readonly bytes: Uint8Array;
  readonly entityTag: string;
  readonly headers: readonly Header[];
}

const oneYearInSeconds = 31_536_000;

/** Answers `GET` and `HEAD` for a file, or says that the asker's copy is still good. */
export function offerFile(app: TemplatedApp, file: StaticFile): void {
  const representations = represent(file);
  const available = [...representations.keys()];
  const respond = (response: HttpResponse, request: HttpRequest, hasBody: boolean): void => {
    const coding = chooseCoding(request.getHeader('accept-encoding'), available);
    const chosen = representations.get(coding);
    if (chosen === undefined) throw new Error('invariant: only what is available is chosen');
    const isKnown = namesEntity(request.getHeader('if-none-match'), chosen.entityTag);
    response.writeStatus(isKnown ? '304 Not Modified' : '200 OK');
    for (const [name, value] of chosen.headers) response.writeHeader(name, value);
    if (isKnown) response.endWithoutBody();
    else if (hasBody) response.end(chosen.bytes);
    else {
      // Told as an argument of the end, the length aborts the process on Node 20.
      response.writeHeader('Content-Length', String(chosen.bytes.byteLength)).endWithoutBody();
    }
  };
  for (const path of file.paths) {
    app.get(path, (response, request) => respond(response, request, true));
    app.head(path, (response, request) => respond(response, request, false));
  }
}

function represent(file: StaticFile): ReadonlyMap<ContentCoding, Representation> {
  const { body, compressed } = file;
  const digest = createHash('sha256').update(body).digest('base64url');
  const forms: [ContentCoding, Uint8Array | undefined][] = [
    ['identity', body],
    ['br', compressed?.br],
    ['gzip', compressed?.gzip],
  ];
  const hasChoice = compressed?.br !== undefined || compressed?.gzip !== undefined;
  return new Map(
    forms.flatMap(([coding, bytes]) =>
      bytes === undefined
        ? []
        : [[coding, describe(file, { coding, bytes, digest, hasChoice })] as const],
    ),
  );
}

function describe(
  { contentType, isImmutable = false }: StaticFile,
  form: {
    readonly coding: ContentCoding;
    readonly bytes: Uint8Array;
    readonly digest: string;
    readonly hasChoice: boolean;
  },
): Representation {
  const { coding, bytes, digest, hasChoice } = form;
  // Each form is another sequence of bytes, and so has a tag of its own.
  const entityTag = coding === 'identity' ? `"${digest}"` : `"${digest}-${coding}"`;
  return {
    bytes,
    entityTag,
    headers: [
      ['Content-Type', contentType],
      ...(coding === 'identity' ? [] : [['Content-Encoding', coding] as const]),
      ...(hasChoice ? [['Vary', 'Accept-Encoding'] as const] : []),
      ['ETag', entityTag],
      // A copy of what may change is kept, but asked about each time.
      [
        'Cache-Control',
        isImmutable ? `public, max-age=${oneYearInSeconds}, immutable` : 'no-cache',
      ],
      ['Access-Control-Allow-Origin', '*'],
      ...(contentType.startsWith('text/html') ? pageHeaders : documentHeaders),
    ],
  };
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
