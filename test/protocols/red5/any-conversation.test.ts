import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDelayedCluster } from '../../support/doubles/delayed-backplane.js';
import type { FakeClient } from '../../support/doubles/fake-protocol-context.js';
import { createManualClock } from '../../support/doubles/manual-clock.js';
import {
  createRed5Conference,
  lastStreamsOf,
  listsOf,
  type Red5Conference,
} from '../../support/doubles/red5-conference.js';

type Step =
  | { readonly do: 'join'; readonly room: string; readonly name: string; readonly node: number }
  | { readonly do: 'leave'; readonly which: number; readonly goodbye: boolean }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'deliver'; readonly node: number; readonly count: number };

interface Member {
  readonly client: FakeClient;
  readonly room: string;
  readonly name: string;
}

const joinStep = fc.record({
  do: fc.constant('join' as const),
  room: fc.constantFrom('one', 'two'),
  name: fc.constantFrom('a', 'b', 'c', 'd', '__proto__'),
  node: fc.nat({ max: 1 }),
});
const leaveStep = fc.record({
  do: fc.constant('leave' as const),
  which: fc.nat({ max: 20 }),
  goodbye: fc.boolean(),
});
const waitStep = fc.record({
  do: fc.constant('wait' as const),
  ms: fc.constantFrom(0, 1, 20, 49, 50, 51, 100, 1000),
});
const deliverStep = fc.record({
  do: fc.constant('deliver' as const),
  node: fc.nat({ max: 1 }),
  count: fc.integer({ min: 1, max: 5 }),
});

/** Rooms as names in the order in which they came, each as often as it is connected. */
class Model {
  readonly #rooms = new Map<string, string[]>();

  join(room: string, name: string): void {
    this.#rooms.set(room, [...(this.#rooms.get(room) ?? []), name]);
  }

  leave(room: string, name: string): void {
    const names = this.#rooms.get(room) ?? [];
    // Whichever of several goes, the name keeps its first place.
    names.splice(names.lastIndexOf(name), 1);
  }

  streams(room: string): readonly string[] {
    return [...new Set(this.#rooms.get(room))];
  }
}

/** Plays the steps on one node or several that share a clock. */
function play(
  nodes: readonly Red5Conference[],
  deliver: (node: number, count: number) => void,
  steps: readonly Step[],
): { readonly present: readonly Member[]; readonly all: readonly Member[]; readonly model: Model } {
  const model = new Model();
  const all: Member[] = [];
  const present: Member[] = [];
  for (const step of steps) {
    switch (step.do) {
      case 'join': {
        const { room, name } = step;
        const member = { client: nodes[step.node % nodes.length]!.join(room, name), room, name };
        all.push(member);
        present.push(member);
        model.join(room, name);
        break;
      }
      case 'leave': {
        const [member] = present.splice(step.which % Math.max(present.length, 1), 1);
        member?.client.leave({ reason: step.goodbye ? 'goodbye' : 'lost' });
        if (member !== undefined) model.leave(member.room, member.name);
        break;
      }
      case 'wait':
        nodes[0]!.context.clock.advance(step.ms);
        break;
      case 'deliver':
        deliver(step.node % nodes.length, step.count);
        break;
      default:
        throw new Error('no such step');
    }
  }
  return { present, all, model };
}

function expectFirstListsToHoldOwnNames(members: readonly Member[]): void {
  for (const { client, room, name } of members) {
    for (const list of listsOf(client)) {
      expect(list.room).toBe(room);
      expect(list.streams).toContain(name);
      expect(new Set(list.streams).size).toBe(list.streams.length);
    }
  }
}

describe('any conversation', () => {
  it('[R5-13, R5-14, R5-15, R5-22] ends with the right list for everyone, on one node', () => {
    const steps = fc.array(fc.oneof(joinStep, leaveStep, waitStep), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (series) => {
        const conference = createRed5Conference();
        const { present, all, model } = play([conference], () => {}, series);
        conference.settle();
        for (const { client, room } of present) {
          expect(lastStreamsOf(client)).toEqual(model.streams(room));
        }
        expectFirstListsToHoldOwnNames(all);
        for (const { client } of present) client.leave();
        expect(conference.engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
        expect(conference.context.clock.pendingTimers).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('[R5-14, R5-22] ends with the same right list for everyone, on two nodes with late events', () => {
    const steps = fc.array(fc.oneof(joinStep, leaveStep, waitStep, deliverStep), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (series) => {
        const clock = createManualClock();
        const cluster = createDelayedCluster(2);
        const nodes = cluster.nodes.map((backplane, index) =>
          createRed5Conference({ backplane, clock, node: `node-${index}` }),
        );
        const deliver = (node: number, count: number): void => {
          cluster.nodes[node]!.deliver(count);
        };
        const { present, all, model } = play(nodes, deliver, series);
        cluster.deliverAll();
        clock.advance(1000);
        for (const { client, room } of present) {
          // Which of two streams began first is the cluster's to say.
          expect([...lastStreamsOf(client)!].sort()).toEqual([...model.streams(room)].sort());
        }
        for (const room of ['one', 'two']) {
          const last = present
            .filter((member) => member.room === room)
            .map(({ client }) => client.connection.received.at(-1));
          expect(new Set(last).size).toBeLessThanOrEqual(1);
        }
        expectFirstListsToHoldOwnNames(all);
        for (const { client } of present) client.leave();
        cluster.deliverAll();
        expect(nodes.map(({ engine }) => engine.counts().seats)).toEqual([0, 0]);
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
