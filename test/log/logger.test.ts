import { describe, expect, it } from 'vitest';

import { createLogger, type LogFields } from '../../src/log/logger.js';
import { printable } from '../../src/log/printable.js';

/** Text that would forge a line, or hide one, wherever it is shown raw. */
const attacks = [
  ['a line feed', 'bob\n{"level":"info","msg":"forged"}'],
  ['a carriage return', 'bob\rforged'],
  ['a line separator', 'bob\u2028forged'],
  ['a paragraph separator', 'bob\u2029forged'],
  ['a next-line control', 'bob\u0085forged'],
  ['an ANSI escape', 'bob\u001b[2K\u001b[1Aforged'],
  ['a C1 control sequence', 'bob\u009b2Kforged'],
  ['a bidi override', 'bob\u202egnp.exe'],
  ['a bidi isolate', 'bob\u2066forged'],
  ['a zero-width joiner', 'bo\u200db'],
  ['a lone surrogate', 'bob\ud800'],
  ['a NUL', 'bob\u0000'],
] as const;

function written(pretty: boolean, fields: LogFields, level = 'info'): string {
  let text = '';
  const destination = { write: (chunk: string) => void (text += chunk) };
  createLogger({ level, pretty, destination }).info(fields, 'a participant joined');
  // Colours are the logger's own, where the environment has them on.
  return pretty ? stripColours(text) : text;
}

/** Only whole colour sequences go: an attack's escape stays visible to the test. */
const colour = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

function stripColours(text: string): string {
  return text.replace(colour, '');
}

/** The characters that a terminal or a log collector could take for the end of a line, or act upon. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe.each([
  ['for programs', false],
  ['for people', true],
])('a log line %s', (_, pretty) => {
  it.each(attacks)('cannot be forged with %s in a field', (__, attack) => {
    const line = written(pretty, { userName: attack });
    expect(line.endsWith('\n')).toBe(true);
    expect(line.slice(0, -1)).not.toMatch(unsafe);
    expect(line).toContain('a participant joined');
  });

  it('cannot be forged through lists, objects or their keys', () => {
    const line = written(pretty, {
      streams: ['a\nb'],
      room: { ['k\u2028']: { deep: 'c\u001bd' } },
    });
    expect(line.slice(0, -1)).not.toMatch(unsafe);
  });

  it('shows ordinary text of any language as it is', () => {
    expect(written(pretty, { userName: 'Zoë 東京 😀' })).toContain('Zoë 東京 😀');
  });

  it.each(attacks)('cannot be forged with %s in an error', (__, attack) => {
    const error = new Error(attack, { cause: new TypeError(attack) });
    const text = written(pretty, { err: error });
    // People get the stack on lines of its own; not one of them is the attacker's.
    for (const line of text.trimEnd().split('\n')) expect(line).not.toMatch(unsafe);
    expect(text).not.toMatch(/^\s*(\{"level":"info","msg":)?"?forged/m);
  });

  it('shows where an error and its cause came from', () => {
    const text = written(pretty, { err: new Error('outer', { cause: new RangeError('inner') }) });
    expect(text).toContain('outer');
    expect(text).toContain('RangeError');
    expect(text).toContain('inner');
    expect(text).toContain('logger.test.ts');
  });

  it('is left out below the level', () => {
    expect(written(pretty, {}, 'warn')).toBe('');
    expect(written(pretty, {}, 'silent')).toBe('');
  });
});

describe('a log line for programs', () => {
  it('is one JSON object with level, time and message', () => {
    const line: unknown = JSON.parse(written(false, { port: 8080, absent: undefined }));
    expect(line).toMatchObject({ level: 'info', msg: 'a participant joined', port: 8080 });
    expect(line).toHaveProperty('time', expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/));
  });

  it('survives a field that refers to itself', () => {
    const self: { self?: unknown } = {};
    self.self = self;
    expect(JSON.parse(written(false, self))).toHaveProperty('self');
  });
});

describe('printable text', () => {
  it('is cut at 128 units, never inside a character', () => {
    expect(printable('x'.repeat(128))).toBe('x'.repeat(128));
    expect(printable('x'.repeat(129))).toBe(`${'x'.repeat(128)}…`);
    expect(printable(`${'x'.repeat(127)}😀`)).toBe(`${'x'.repeat(127)}…`);
    expect(printable(`${'x'.repeat(126)}😀y`)).toBe(`${'x'.repeat(126)}😀…`);
  });

  it('says which characters stood there', () => {
    expect(printable('a\nb\u202ec\u{e0001}d\ud800')).toBe('a\\u000ab\\u202ec\\u{e0001}d\\ud800');
  });

  it('stays as it is when it is made printable again', () => {
    for (const [, attack] of attacks) {
      expect(printable(printable(attack))).toBe(printable(attack));
    }
  });
});
