import { randomUUID } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { CallboardOptions } from '../../src/index.js';
import { judges } from '../support/documents/compare-traces.js';
import { playSteps } from '../support/clients/replay.js';
import { startServer } from '../support/servers/server.js';
import { expectedTrace, fillIn, readScenarios } from '../support/documents/traces.js';

/** The circumstances that are not as usual when the scenarios are played. */
export interface Circumstances {
  /** The settings of the servers. Default: those that nobody has set. */
  readonly settings?: CallboardOptions;
  /** Ids of scenarios that say nothing under these circumstances. Default: none. */
  readonly except?: readonly string[];
}

/** Plays the recorded scenarios of both protocols, each against a server of its own. */
export function describeRecordedConversations(
  circumstances: string,
  { settings = {}, except = [] }: Circumstances = {},
): void {
  describe.each(['json', 'red5'] as const)(`recorded %s conversations ${circumstances}`, (name) => {
    const scenarios = readScenarios(name).filter(({ id }) => !except.includes(id));
    it.each(scenarios)('$id: $title', async (recorded) => {
      const server = await startServer(settings);
      const scenario = fillIn(recorded, randomUUID().slice(0, 8));
      const expected = expectedTrace(scenario);
      const judge = judges[name];
      const received = await playSteps(server[name].url, scenario.steps, (sofar, step) =>
        judge.isReached(scenario, expected, sofar, step),
      );

      expect(judge.differences(scenario, expected, received)).toEqual([]);
    });
  });
}
