import { setTimeout as delay } from 'node:timers/promises';

import type { TestServer } from '../servers/server.js';

/** Labels of a series; of a bucket with its `le`. */
export type Labels = Readonly<Record<string, string>>;

interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** The metrics of a server at one moment, in Prometheus' text format. */
export class Scrape {
  readonly text: string;
  readonly series: readonly Series[];

  constructor(text: string) {
    this.text = text;
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    this.series = lines.map(parseLine);
  }

  /** The type of each metric, by its name. */
  get types(): ReadonlyMap<string, string> {
    const lines = this.text.matchAll(/^# TYPE (\S+) (\S+)$/gm);
    return new Map(Array.from(lines, ([, name = '', type = '']) => [name, type]));
  }

  /**
   * All series of this name that have these labels, added up.
   *
   * @throws Error if there is none
   */
  sum(name: string, labels: Labels = {}): number {
    const found = this.#find(name, labels);
    if (found.length === 0) throw new Error(`no ${name} with ${JSON.stringify(labels)}`);
    return found.reduce((sum, { value }) => sum + value, 0);
  }

  /** The same for each value of one label; those with 0 are left out. */
  by(label: string, name: string, labels: Labels = {}): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const series of this.#find(name, labels)) {
      const key = series.labels[label] ?? '';
      if (series.value !== 0) sums[key] = (sums[key] ?? 0) + series.value;
    }
    return sums;
  }

  #find(name: string, labels: Labels): readonly Series[] {
    const wanted = Object.entries(labels);
    return this.series.filter(
      (series) =>
        series.name === name && wanted.every(([key, value]) => series.labels[key] === value),
    );
  }
}

/** @throws Error if the line is no series */
function parseLine(line: string): Series {
  const parts = /^(?<name>[a-z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)$/i.exec(line)?.groups;
  if (parts?.['name'] === undefined) throw new Error(`not a series: ${line}`);
  const pairs = (parts['labels'] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"(?:,|$)/g);
  return {
    name: parts['name'],
    labels: Object.fromEntries(Array.from(pairs, ([, key = '', value = '']) => [key, value])),
    value: Number(parts['value']),
  };
}

/** Asks a server that has an operations port. */
export async function scrape({ addresses }: TestServer): Promise<Scrape> {
  if (addresses.ops === null) throw new Error('the operations port is off');
  const response = await fetch(`${addresses.ops.url}/metrics`);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new Scrape(await response.text());
}

const patienceMs = 45_000;

/**
 * Asks again until what was counted is as wanted: a server hears of a closed
 * socket some time after its client.
 *
 * @throws Error with what was told last, after 45 s
 */
export async function scrapeUntil(
  server: TestServer,
  isWanted: (scrape: Scrape) => boolean,
): Promise<Scrape> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const last = await scrape(server);
    if (isWanted(last)) return last;
    if (performance.now() > deadline)
      throw new Error(`it never came to that:\n${tellingLines(last)}`);
    await delay(5);
  }
}

function tellingLines({ text }: Scrape): string {
  return text
    .split('\n')
    .filter((line) => /^callboard_(?!.*_bucket)/.test(line) && !line.endsWith(' 0'))
    .join('\n');
}
