import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertNever } from '../../../src/errors/assert-never.js';
import { errors } from '../../../src/errors/catalogue.js';
import type { Identifier } from '../../../src/protocol.js';
import { createDelayedCluster } from '../../support/doubles/delayed-backplane.js';
import { type Bridge, createBridge } from '../../support/doubles/red5-bridge.js';
import { BridgeModel } from '../../support/doubles/red5-bridge-model.js';
import { JsonListener, StreamListener } from '../../support/doubles/red5-bridge-people.js';

const roomId = fc.constantFrom<Identifier>('demo', 'demo', 42, '42');
const userId = fc.constantFrom<Identifier>('ada', 'cam', 7, '7');
const password = fc.constantFrom('', '', 'sesame');
const who = fc.nat({ max: 3 });
const jsonStep = fc.oneof(
  fc.record({
    do: fc.constant('join' as const),
    who,
    roomId,
    userId,
    password,
    resumes: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('start' as const),
    who,
    streamName: fc.constantFrom(null, 'cam', 1),
  }),
  fc.record({ do: fc.constantFrom('stop' as const, 'leave' as const, 'chat' as const), who }),
  fc.record({ do: fc.constant('hang-up' as const), who, goodbye: fc.boolean() }),
);
const red5Step = fc.oneof(
  fc.record({ do: fc.constant('stream' as const), roomId, userId, password }),
  fc.record({ do: fc.constant('end' as const), which: fc.nat({ max: 20 }), goodbye: fc.boolean() }),
);
const waitStep = fc.record({
  do: fc.constant('wait' as const),
  ms: fc.constantFrom(1, 49, 50, 100, 1000, 4000),
});
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: jsonStep },
    { weight: 2, arbitrary: red5Step },
    { weight: 1, arbitrary: waitStep },
  ),
  { maxLength: 60 },
);
type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never;
type StepOf<D extends Step['do']> = Extract<Step, { readonly do: D }>;

const policies = fc.record({
  duplicateUser: fc.constantFrom('replace' as const, 'reject' as const),
  reconnectGraceMs: fc.constantFrom(0, 3000),
});

/** Four JSON clients and any number of Red5 clients, who do as they are told, and the model with them. */
class Play {
  /** Lets all that is on its way arrive; to be set where events come late. */
  settle: () => void = () => undefined;
  readonly #bridge: Bridge;
  readonly #model: BridgeModel;
  readonly #json: JsonListener[];
  readonly #streams: StreamListener[] = [];
  /** The knowledge of somebody who has lost a connection, whether it is worth anything or not. */
  readonly #tokens = new Map<Identifier, string>();

  constructor(bridge: Bridge, model: BridgeModel) {
    this.#bridge = bridge;
    this.#model = model;
    this.#json = Array.from({ length: 4 }, () => new JsonListener(bridge.connect()));
  }

  perform(step: Step): void {
    switch (step.do) {
      case 'stream':
        this.#stream(String(step.roomId), String(step.userId), step.password);
        return;
      case 'end':
        this.#end(step.which, step.goodbye);
        return;
      case 'wait':
        this.wait(step.ms);
        return;
      case 'join':
        this.#join(step);
        return;
      case 'hang-up':
        this.#hangUp(step);
        return;
      case 'start':
      case 'stop':
      case 'leave':
      case 'chat':
        this.#act(step);
        return;
      default:
        assertNever(step);
    }
  }

  wait(ms: number): void {
    this.#bridge.wait(ms);
    this.#model.wait(ms);
  }

  /** Everybody believes what the model says. */
  expectTruth(): void {
    for (const one of this.#json) one.expectBelief(this.#model.seatOf(one)?.room);
    for (const one of this.#streams) one.expectLists(this.#model.rooms.get(one.room));
    const observer = this.#bridge.connect();
    observer.send({ type: 'list-rooms' });
    const listed = [...this.#model.rooms.values()].map((room) => ({
      roomId: room.roomId,
      participantCount: room.seats.size,
      streamCount: room.streams.size,
      hasPassword: room.password !== '',
    }));
    this.settle();
    expect(observer.take()).toMatchObject([{ type: 'rooms-list', rooms: listed }]);
    observer.hangUp();
  }

  endAll(): void {
    for (const { client } of this.#json) client.hangUp();
    for (const { client } of this.#streams) client.leave();
  }

  #stream(room: string, name: string, secret: string): void {
    const listener = new StreamListener(this.#bridge.stream(room, name, secret), room, name);
    const join = { roomId: room, userId: name, password: secret, isRed5: true, token: null };
    const refusal = this.#model.join(listener, join);
    if (refusal === null) listener.admittedTo = this.#model.seatOf(listener)?.room ?? null;
    else listener.refusal = errors[refusal].message;
    this.#noteReplaced();
    this.#streams.push(listener);
  }

  #end(which: number, goodbye: boolean): void {
    const open = this.#streams.filter(({ client }) => client.connection.isOpen);
    const one = open[which % Math.max(open.length, 1)];
    if (one === undefined) return;
    one.client.leave({ reason: goodbye ? 'goodbye' : 'lost' });
    this.#model.leave(one, !goodbye);
  }

  #join({
    who: index,
    roomId: room,
    userId: user,
    password: secret,
    resumes,
  }: StepOf<'join'>): void {
    const one = this.#json[index]!;
    const token = resumes ? (this.#tokens.get(user) ?? null) : null;
    const wish = { roomId: room, userId: user, password: secret };
    one.client.send({ type: 'join-room', ...wish, resumeToken: token });
    one.refusals.push(this.#model.join(one, { ...wish, isRed5: false, token }));
    const issued = this.#model.seatOf(one)?.seat.token;
    if (issued !== undefined && issued !== null) this.#tokens.set(user, issued);
    this.#noteReplaced();
  }

  #hangUp({ who: index, goodbye }: StepOf<'hang-up'>): void {
    const one = this.#json[index]!;
    one.client.hangUp({ reason: goodbye ? 'goodbye' : 'lost' });
    this.#model.leave(one, !goodbye);
    this.#json[index] = new JsonListener(this.#bridge.connect());
  }

  #act(step: StepOf<'start' | 'stop' | 'leave' | 'chat'>): void {
    const one = this.#json[step.who]!;
    const found = this.#model.seatOf(one);
    const claim = { roomId: found?.room.roomId ?? 'demo', userId: found?.seat.userId ?? 'ada' };
    const say = (type: string, fields: object = {}): void => {
      one.client.send({ type, ...claim, ...fields });
    };
    switch (step.do) {
      case 'start':
        say('start-streaming', { streamName: step.streamName });
        this.#model.stream(one, step.streamName ?? claim.userId);
        return;
      case 'stop':
        say('stop-streaming');
        this.#model.stream(one, null);
        return;
      case 'leave':
        say('leave-room');
        this.#model.leave(one, false);
        return;
      case 'chat':
        say('chat-message', { content: 'hello' });
        return;
      default:
        assertNever(step);
    }
  }

  #noteReplaced(): void {
    for (const one of this.#streams) {
      const isOut = this.#model.seatOf(one) === undefined;
      one.wasReplaced ||= isOut && one.client.connection.isOpen;
    }
  }
}

describe('any conversation on both ports', () => {
  it('[BR-2, BR-8, BR-9, BR-13, BR-15, BR-16, BR-17, BR-18, BR-20] leaves everybody with the truth', () => {
    fc.assert(
      fc.property(policies, steps, (policy, script) => {
        const bridge = createBridge({ policy });
        const play = new Play(bridge, new BridgeModel(policy));
        for (const step of script) play.perform(step);
        play.wait(1000);
        play.expectTruth();
        play.endAll();
        play.wait(4000);
        expect(bridge.engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
        expect(bridge.clock.pendingTimers).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('[BR-2, BR-8, BR-9, BR-13, BR-15, BR-16, BR-17, BR-18] does so with events that come late', () => {
    const delays = fc.array(fc.nat({ max: 3 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(policies, steps, delays, ({ duplicateUser }, script, counts) => {
        // Whose time is over is seen when it is looked: with late events somewhat later.
        const policy = { duplicateUser, reconnectGraceMs: 0 };
        const cluster = createDelayedCluster(1);
        const bridge = createBridge({ policy, backplane: cluster.nodes[0]! });
        const play = new Play(bridge, new BridgeModel(policy));
        play.settle = cluster.deliverAll;
        for (const [index, step] of script.entries()) {
          play.perform(step);
          cluster.nodes[0]!.deliver(counts[index]);
        }
        cluster.deliverAll();
        play.wait(1000);
        play.expectTruth();
        play.endAll();
        cluster.deliverAll();
        expect(bridge.engine.counts()).toEqual({ rooms: 0, seats: 0, away: 0 });
        expect(bridge.clock.pendingTimers).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});
