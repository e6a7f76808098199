import { randomUUID } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { judges } from '../support/compare-traces.js';
import { playSteps } from '../support/replay.js';
import { startServer } from '../support/server.js';
import { expectedTrace, fillIn, readScenarios } from '../support/traces.js';

/**
 * Plays the recorded scenarios of both protocols, each against a server of its own.
 *
 * @param except ids of scenarios that say nothing under these circumstances
 */
export function describeRecordedConversations(
  circumstances: string,
  except: readonly string[] = [],
): void {
  describe.each(['json', 'red5'] as const)(`recorded %s conversations ${circumstances}`, (name) => {
    const scenarios = readScenarios(name).filter(({ id }) => !except.includes(id));
    it.each(scenarios)('$id: $title', async (recorded) => {
      const server = await startServer();
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
