import { describe, expect, it } from 'vitest';

import { comparisonReport } from '../../../bench/report/comparison-report.js';
import { figuresOf } from '../../../bench/report/figures.js';
import { runReport } from '../../../bench/report/run-report.js';
import { markup } from '../../../bench/plots/markup.js';
import {
  exactScale,
  fittingScale,
  linearScale,
  logScale,
  percentileScale,
} from '../../../bench/plots/scale.js';
import { standaloneSvg } from '../../../bench/plots/style.js';
import { result, times } from '../../support/documents/bench-results.js';

const hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>\'&\u0000\ud800';

const measured = result({
  settings: { scenario: 'chat', rooms: 2, members: 40, seed: 7, 'server-flags': "--host='a b'" },
  deliveryHistogram: times(...Array.from({ length: 2000 }, (_, ms) => ms / 100)).encode(),
  convergenceHistogram: times(3, 5, 9).encode(),
  deliveriesPerSecond: [100, 200],
  server: {
    cpuSeconds: 1,
    cpuMicrosPerDelivery: 2,
    rssBytesBefore: 1,
    rssBytesPeak: 3e6,
    rssBytesPerConnection: null,
    samples: [0, 500, 1000].map((atMs) => ({ atMs, cpuSeconds: atMs / 2000, rssBytes: 2e6 })),
  },
});

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe('the page of a run', () => {
  it('needs nothing from anywhere else', () => {
    const html = runReport(measured);
    expect(html).not.toMatch(/<(script|link|iframe|img|object|base)\b/i);
    expect(html).not.toMatch(/\b(src|href)=|@import|url\(/i);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
  });

  it('escapes whatever comes from outside', () => {
    const html = runReport(
      result({
        version: hostile,
        commit: hostile,
        node: hostile,
        startedAt: hostile,
        machine: { system: hostile, cpu: hostile, cores: 1, memoryBytes: 1, loadAverage: 1 },
        settings: { scenario: hostile, 'json-url': hostile, [hostile]: hostile },
        wrong: [hostile],
        invalid: [hostile],
        complaints: { [hostile]: 1 },
      }),
    );
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/<script|<img|[\ud800-\udfff]/);
    expect(html).not.toContain('\u0000');
  });

  it('says first whether the run can be believed', () => {
    const right = runReport(measured);
    expect(right.indexOf('RIGHT')).toBeLessThan(right.indexOf('<svg'));
    expect(right.indexOf('VALID')).toBeLessThan(right.indexOf('<svg'));
    const bad = runReport(result({ wrong: ['3 lost'], invalid: ['slow'], interrupted: true }));
    expect(bad).not.toContain('RIGHT');
    for (const verdict of ['WRONG', '3 lost', 'INVALID', 'slow', 'INTERRUPTED']) {
      expect(bad.indexOf(verdict)).toBeGreaterThan(0);
      expect(bad.indexOf(verdict)).toBeLessThan(bad.indexOf('<svg'));
    }
  });

  it('has what is needed to do it again', () => {
    const html = runReport({ ...measured, commit: 'abc123' });
    expect(html).toContain('npm run bench -- chat --rooms=2 --members=40 --seed=7');
    expect(html).toContain('--server-flags=&#39;--host=&#39;\\&#39;&#39;a b');
    for (const fact of ['abc123', 'v20.0.0', '2026-01-01T00:00:00.000Z']) {
      expect(html).toContain(fact);
    }
    expect(runReport(measured)).toContain('callboard bench chat');
  });

  it('says so where there was nothing to time or to sample', () => {
    const empty = times().percentiles();
    const sizes = { scenario: 'idle', rooms: 1, members: 1 };
    const html = runReport(
      result({ delivery: empty, convergence: empty, deliveriesPerSecond: [], settings: sizes }),
    );
    expect(count(html, 'nothing was timed')).toBe(2);
    expect(html).toContain('nothing was delivered');
    expect(count(html, 'was not sampled')).toBe(2);
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('the page of a comparison', () => {
  const slower = { ...measured, tookMs: 2000 };

  it('has a line of each run in every plot, and the ratios', () => {
    const html = comparisonReport(
      { name: 'one', result: measured },
      { name: 'other', result: slower },
    );
    const plots = count(html, '<svg');
    expect(plots).toBe(6);
    // In the plot and in its legend.
    expect(count(html, 'class="line s0"')).toBe(2 * plots);
    expect(count(html, 'class="line s1"')).toBe(2 * plots);
    expect(html).toContain('2.00 ×');
    expect(html).toContain('COMPARABLE');
  });

  it('says first why the runs should not be compared', () => {
    const wrong = { ...measured, wrong: [hostile] };
    const html = comparisonReport(
      { name: hostile, result: measured },
      { name: 'b', result: wrong },
    );
    expect(html.indexOf('DOUBTFUL')).toBeLessThan(html.indexOf('<table'));
    expect(html).not.toMatch(/<script|<img/);
  });
});

describe('a plot', () => {
  it('names its axes with their units and puts every line within them', () => {
    for (const { text } of figuresOf([{ name: 'a', result: measured }])) {
      expect(text).toMatch(/class="label"[^>]*>(ms|% |deliveries|MB)/);
      const places = [...text.matchAll(/[ML](?<x>[\d.]+) (?<y>[\d.]+)/g)];
      expect(places.length).toBeGreaterThan(3);
      for (const { groups } of places) {
        expect(Number(groups?.['x'])).toBeLessThanOrEqual(420);
        expect(Number(groups?.['y'])).toBeLessThanOrEqual(300);
      }
    }
  });

  it('brings its own colours and background where it is a file of its own', () => {
    const svg = standaloneSvg(figuresOf([{ name: 'a', result: measured }])[0]!);
    expect(svg).toMatch(/^<svg [^>]*><style>/);
    expect(svg).toContain('<rect width="100%" height="100%"');
    expect(svg).toContain('prefers-color-scheme:dark');
  });
});

describe('a scale', () => {
  const labels = ({ ticks }: { ticks: readonly { label: string }[] }) =>
    ticks.map(({ label }) => label);

  it('begins at nothing and ends at a round number above every value', () => {
    expect(labels(linearScale([3, 18]))).toEqual(['0', '5', '10', '15', '20']);
    expect(labels(linearScale([]))).toEqual(['0', '1']);
    expect(linearScale([3, 18]).at(10)).toBe(0.5);
  });

  it('ends where a run ended', () => {
    expect(exactScale(8.2).at(8.2)).toBe(1);
    expect(labels(exactScale(8.2))).toEqual(['0', '2', '4', '6', '8']);
  });

  it('is logarithmic where values are far apart', () => {
    expect(fittingScale([1, 30]).isLog).toBe(false);
    expect(fittingScale([0.1, 300]).isLog).toBe(true);
    expect(labels(logScale([0.2, 300]))).toEqual(['0.1', '1', '10', '100', '1K']);
    expect(logScale([0, 1, 100]).at(0)).toBe(0);
  });

  it('gives each nine of a percentile the same room', () => {
    const scale = percentileScale(10_000);
    expect(labels(scale)).toEqual(['0', '90', '99', '99.9', '99.99']);
    expect(scale.at(99)).toBeCloseTo(0.5);
    expect(scale.at(100)).toBe(1);
  });
});

describe('a template', () => {
  it('escapes everything but what a template has made', () => {
    expect(markup`<b>${'<i>'}${[markup`<u>`, '&', 1, null]}</b>`.text).toBe(
      '<b>&lt;i&gt;<u>&amp;1</b>',
    );
  });
});
