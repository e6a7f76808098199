import { describe, expect, it } from 'vitest';

import { ChatLedger, digest, disagreeing } from '../../../bench/ledgers/chat-ledger.js';
import { noFaults } from '../../../bench/measuring/faults.js';
import { chatSchedule } from '../../../bench/plan/schedule.js';

// One member a room: all messages of a room are of one sender.
const schedule = chatSchedule({ rooms: 2, members: 1, rate: 4, seconds: 1, seed: 1 });

function chatAfter(messages: readonly number[]) {
  const faults = noFaults();
  const ledger = new ChatLedger(schedule, 0, faults);
  const fresh = messages.filter((message) => ledger.receive(message));
  return { faults, fresh, missing: ledger.missing(schedule.count), order: ledger.order };
}

describe('a ledger of messages', () => {
  it('finds nothing wrong with each message once and in order', () => {
    expect(chatAfter([0, 2, 4, 6])).toMatchObject({ faults: noFaults(), missing: 0 });
  });

  it('counts what is missing, up to where the schedule was followed', () => {
    expect(chatAfter([0, 4]).missing).toBe(2);
    const ledger = new ChatLedger(schedule, 0, noFaults());
    ledger.receive(0);
    expect(ledger.missing(2)).toBe(0);
    expect(ledger.missing(3)).toBe(1);
  });

  it('counts what comes twice, and takes it as nothing new', () => {
    const { faults, fresh, missing } = chatAfter([0, 2, 2, 4, 6]);
    expect(faults).toEqual({ ...noFaults(), doubled: 1 });
    expect(fresh).toEqual([0, 2, 4, 6]);
    expect(missing).toBe(0);
  });

  it('counts what comes after a later message of its sender', () => {
    expect(chatAfter([0, 4, 2, 6]).faults).toEqual({ ...noFaults(), reordered: 1 });
  });

  it('counts messages of another room and of no schedule', () => {
    expect(chatAfter([0, 1, -1, 99]).faults).toEqual({ ...noFaults(), foreign: 3 });
  });

  it('has another digest for another order', () => {
    expect(chatAfter([0, 2, 4, 6]).order).toBe(chatAfter([0, 2, 4, 6]).order);
    expect(chatAfter([0, 2, 4, 6]).order).not.toBe(chatAfter([2, 0, 4, 6]).order);
  });
});

describe('members of a room', () => {
  const [one, other] = [digest(0, 1), digest(0, 2)];

  it('disagree if one has something else than most of them', () => {
    expect(disagreeing([one, one, one, other, other, other], 3)).toBe(0);
    expect(disagreeing([one, other, one, other, other, other], 3)).toBe(1);
  });

  it('are compared only where there is something to compare', () => {
    expect(disagreeing([undefined, one, one], 3)).toBe(0);
    expect(disagreeing([], 3)).toBe(0);
  });
});
