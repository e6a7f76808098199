import { pino } from 'pino';
import pinoPretty from 'pino-pretty';

import { escapeUnprintable, printable } from './printable.js';

/**
 * The fields of a log line besides its message. Text that a client sent belongs
 * here, cut by `printable`; errors may come as they were caught.
 */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where log lines go. The message is a constant of the program; all that varies is in the fields. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** A logger that can also say why the process ends. */
export interface ProcessLogger extends Logger {
  fatal(fields: LogFields, message: string): void;
}

export interface LoggerOptions {
  /** The least important level to show, `trace` to `fatal`, or `silent`. */
  readonly level: string;
  /** True: for people; false: one JSON object a line. Default: whether standard output is a terminal. */
  readonly pretty?: boolean;
  /** Default: standard output. */
  readonly destination?: LogDestination;
}

export interface LogDestination {
  write(text: string): void;
}

/**
 * Makes a logger whose lines nobody can forge: whatever a field holds, it adds
 * no line, moves no cursor and turns no text around. It writes synchronously,
 * so that the last words of a process are seen.
 */
export function createLogger({
  level,
  pretty = process.stdout.isTTY,
  destination = standardOutput(),
}: LoggerOptions): ProcessLogger {
  return pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: safeFields },
      // `safeFields` has described errors already.
      serializers: { err: (value: unknown) => value },
    },
    pretty ? prettyDestination(destination) : destination,
  );
}

/** The most that may wait for a log that cannot be written, in bytes; beyond it new lines are dropped. */
const maxWaitingBytes = 1_048_576;

/**
 * Standard output, whatever becomes of it: rooms are worth more than their log.
 * What a full disk does not take goes out before the next line that it takes.
 */
function standardOutput(): LogDestination {
  const output = pino.destination({ sync: true, maxLength: maxWaitingBytes });
  // Without a listener a failed write would be an exception, and the end of the process.
  output.on('error', () => undefined);
  return output;
}

function prettyDestination(destination: LogDestination): LogDestination {
  const prettify = pinoPretty.prettyFactory({
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname',
    singleLine: true,
    // Errors get lines of their own, made by `describeError`.
    errorLikeObjectKeys: ['err'],
  });
  return {
    write: (line) => {
      destination.write(prettify(line));
    },
  };
}

function safeFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, safeValue(value, maxCauses)]),
  );
}

/** The depth to which a field is looked into; an error's cause may have a cause. */
const maxCauses = 4;

/** Error messages are longer than names, and may quote what a client sent. */
const maxErrorLength = 1024;

function safeValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return escapeUnprintable(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (value instanceof Error) return describeError(value, depth);
  if (Array.isArray(value)) return value.map((item) => safeValue(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      escapeUnprintable(key),
      safeValue(item, depth - 1),
    ]),
  );
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message: printable(error.message, maxErrorLength),
    stack: frames.map((frame) => printable(frame.trim(), maxErrorLength)),
    ...(error.cause === undefined ? {} : { cause: safeValue(error.cause, depth - 1) }),
  };
}
