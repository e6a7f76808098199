/** The works that the servers are compared by. */

import type { ServerName } from '../flags.js';
import type { Figure } from './figures.js';

/** A server, and what it gets beyond the work's own flags. */
export interface Contender {
  readonly server: ServerName;
  readonly flags?: readonly string[];
}

/** One number in the table: a figure of one contender as a multiple of another's. */
export interface Ratio {
  readonly figure: Figure;
  readonly of: string;
  readonly to: string;
  /** The most that it is to be. */
  readonly aim?: number;
}

export interface Work {
  /** As the table has it. */
  readonly title: string;
  readonly scenario: string;
  /** For every contender. */
  readonly flags: readonly string[];
  readonly contenders: Readonly<Record<string, Contender>>;
  readonly ratios: readonly Ratio[];
}

const original = { server: 'original' } as const;
/** Its joins are measured on their own: here they would take minutes of every run. */
const filled = ['--server-flags=--no-presence', '--rosters=off'] as const;
const bare = { server: 'bare' } as const;
const plain = { server: 'plain' } as const;
const callboard = { server: 'callboard' } as const;

/** The same server twice: what is not 1 there is noise. */
const noise = { figure: 'CPU per delivery', of: 'Callboard again', to: 'Callboard' } as const;

/** @param aim what Callboard may cost at most, as a multiple of the limit inside the stack */
function costOfDelivery(aim: number): readonly Ratio[] {
  return [
    { figure: 'CPU per delivery', of: 'Callboard', to: 'bare uWS', aim },
    { figure: 'CPU per delivery', of: 'Callboard', to: 'original design' },
  ];
}

const manyRooms = ['--rooms=1000', '--members=10', '--join-rate=4000'] as const;

/** As many messages a second, in one room and in many. */
const oneRoom = ['--rooms=1', '--rate=2000'] as const;
const rooms1900 = ['--rooms=1900', '--rate=1.0526'] as const;

/**
 * Where much comes at once the generators are busy: what the server spent and
 * sent is right all the same.
 */
const asFastAsTheyCan = ['--max-cpu-percent=1000', '--max-lag-ms=600000'] as const;

/** A slow server needs its time until all agree. */
const patient = ['--settle-seconds=120'] as const;

export const works = {
  'chat-saturated': {
    title: 'chat, one room of 1000, 150 messages at once',
    scenario: 'chat',
    flags: ['--preset=webinar', '--seconds=6', '--rate=150', '--burst=150', ...asFastAsTheyCan],
    contenders: { 'bare uWS': bare, Callboard: callboard },
    ratios: [{ figure: 'CPU per delivery', of: 'Callboard', to: 'bare uWS', aim: 1.15 }],
  },
  'chat-at-once': {
    title: 'chat, one room of 1000, 25 messages at once',
    scenario: 'chat',
    flags: ['--preset=webinar', '--seconds=6', ...asFastAsTheyCan],
    contenders: {
      // A slower server gets less to do, and as much at once.
      'original design': { ...original, flags: [...filled, '--rate=25', '--burst=25'] },
      'bare uWS': { ...bare, flags: ['--rate=400', '--burst=25'] },
      Callboard: { ...callboard, flags: ['--rate=400', '--burst=25'] },
    },
    ratios: costOfDelivery(1.15),
  },
  'chat-one-by-one': {
    title: 'chat, one room of 1000, one message at a time',
    scenario: 'chat',
    flags: ['--preset=webinar', '--seconds=6', '--rate=20'],
    contenders: {
      'original design': { ...original, flags: filled },
      'bare uWS': bare,
      Callboard: callboard,
      'Callboard again': callboard,
    },
    ratios: [
      ...costOfDelivery(1.1),
      noise,
      { figure: 'p99 of delivery', of: 'Callboard', to: 'bare uWS', aim: 1.15 },
      { figure: 'p99 of delivery', of: 'Callboard', to: 'original design' },
      { figure: 'p99 of delivery', of: 'Callboard again', to: 'Callboard' },
    ],
  },
  'chat-many-rooms-saturated': {
    title: 'chat, 1000 rooms of 10, more than a core can do',
    scenario: 'chat',
    flags: [...manyRooms, '--seconds=6', ...patient, ...asFastAsTheyCan],
    contenders: {
      'original design': { ...original, flags: ['--rate=3', '--burst=3'] },
      'bare uWS': { ...bare, flags: ['--rate=30', '--burst=3'] },
      Callboard: { ...callboard, flags: ['--rate=30', '--burst=3'] },
    },
    ratios: costOfDelivery(1.2),
  },
  'chat-many-rooms': {
    title: 'chat, 1000 rooms of 10, half of what a core can do',
    scenario: 'chat',
    flags: [...manyRooms, '--seconds=6', '--rate=6', '--burst=3', ...asFastAsTheyCan],
    contenders: { 'bare uWS': bare, Callboard: callboard },
    ratios: [{ figure: 'CPU per delivery', of: 'Callboard', to: 'bare uWS' }],
  },
  connections: {
    title: 'chat, 20 000 deliveries a second in rooms of 10',
    scenario: 'chat',
    flags: ['--members=10', '--join-rate=4000', '--seconds=6', ...asFastAsTheyCan],
    contenders: {
      'bare uWS, 10 connections': { ...bare, flags: oneRoom },
      'bare uWS, 19 000': { ...bare, flags: rooms1900 },
      'Callboard, 10 connections': { ...callboard, flags: oneRoom },
      'Callboard, 19 000': { ...callboard, flags: rooms1900 },
    },
    ratios: [
      { figure: 'CPU per delivery', of: 'bare uWS, 19 000', to: 'bare uWS, 10 connections' },
      { figure: 'CPU per delivery', of: 'Callboard, 19 000', to: 'Callboard, 10 connections' },
    ],
  },
  'join-storm': {
    title: 'join storm, one room of 250, full lists',
    scenario: 'join-storm',
    flags: ['--rooms=1', '--members=250', '--presence=full', ...patient, ...asFastAsTheyCan],
    contenders: { 'original design': original, Callboard: callboard },
    ratios: [
      { figure: 'CPU', of: 'Callboard', to: 'original design' },
      { figure: 'bytes', of: 'Callboard', to: 'original design' },
    ],
  },
  'join-storm-large': {
    title: 'join storm, one room of 1000, full lists',
    scenario: 'join-storm',
    flags: ['--rooms=1', '--members=1000', ...patient, ...asFastAsTheyCan],
    contenders: {
      'plain uWS': { ...plain, flags: ['--presence=full'] },
      Callboard: { ...callboard, flags: ['--presence=full'] },
      'Callboard, changes only': { ...callboard, flags: ['--presence=delta'] },
    },
    ratios: [
      { figure: 'CPU', of: 'Callboard', to: 'plain uWS', aim: 0.9 },
      { figure: 'bytes', of: 'Callboard, changes only', to: 'Callboard', aim: 1 / 100 },
      { figure: 'CPU', of: 'Callboard, changes only', to: 'Callboard', aim: 1 / 20 },
    ],
  },
  red5: {
    title: 'Red5, one room of 400, all at once',
    scenario: 'red5-conference',
    flags: [
      '--rooms=1',
      '--members=400',
      '--join-rate=0',
      '--churn=0',
      ...patient,
      ...asFastAsTheyCan,
    ],
    contenders: {
      'original design': original,
      Callboard: callboard,
    },
    ratios: [
      { figure: 'bytes', of: 'Callboard', to: 'original design', aim: 1 / 50 },
      { figure: 'time until all agree', of: 'Callboard', to: 'original design', aim: 1 / 20 },
      { figure: 'CPU', of: 'Callboard', to: 'original design' },
    ],
  },
  idle: {
    title: '10 000 idle connections in 1000 rooms',
    scenario: 'idle',
    flags: [...manyRooms, '--seconds=4'],
    contenders: { 'plain uWS': plain, Callboard: callboard },
    ratios: [{ figure: 'memory per connection', of: 'Callboard', to: 'plain uWS', aim: 1.36 }],
  },
} as const satisfies Record<string, Work>;
