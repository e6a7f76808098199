import { describe, expect, it } from 'vitest';

import { chatSchedule, evenPace, shuffled } from '../../../bench/plan/schedule.js';
import { visitSchedule } from '../../../bench/plan/visits.js';

describe('an even pace', () => {
  it('counts an event from the moment at which it is due', () => {
    const pace = evenPace(10, 100);
    expect(pace.dueMs(3)).toBe(30);
    expect([-1, 0, 9, 10, 10_000].map((ms) => pace.countUntil(ms))).toEqual([0, 1, 1, 2, 10]);
  });

  it('has everything at once without a rate', () => {
    const pace = evenPace(10, 0);
    expect(pace.dueMs(9)).toBe(0);
    expect(pace.countUntil(0)).toBe(10);
  });
});

describe('a chat schedule', () => {
  const settings = { rooms: 3, members: 4, rate: 5, seconds: 2, seed: 7 };
  const chat = chatSchedule(settings);
  const messages = Array.from({ length: chat.count }, (_, message) => message);

  it('gives each room its rate', () => {
    expect(chat.count).toBe(30);
    for (const room of [0, 1, 2]) {
      expect(messages.filter((one) => chat.roomOf(one) === room)).toHaveLength(10);
      expect(chat.turnsIn(room, chat.count)).toBe(10);
    }
    expect([0, 1, 2].map((room) => chat.turnsIn(room, 4))).toEqual([2, 1, 1]);
    expect(chat.dueMs(29)).toBeLessThan(2000);
  });

  it('lets members speak in their own rooms', () => {
    for (const one of messages) {
      expect(Math.floor(chat.senderOf(one) / 4)).toBe(chat.roomOf(one));
    }
  });

  it('knows what its sender says next', () => {
    for (const one of messages) {
      const later = messages.find(
        (other) => other > one && chat.senderOf(other) === chat.senderOf(one),
      );
      expect(chat.nextOf(one)).toBe(later ?? -1);
    }
  });

  it('is the same for the same seed alone', () => {
    const senders = (seed: number) => {
      const schedule = chatSchedule({ ...settings, seed });
      return messages.map((one) => schedule.senderOf(one));
    };
    expect(senders(7)).toEqual(senders(7));
    expect(senders(7)).not.toEqual(senders(8));
  });
});

describe('a chat schedule of bursts', () => {
  const settings = { rooms: 3, members: 4, rate: 10, seconds: 3, seed: 7 };
  const chat = chatSchedule({ ...settings, burst: 3 });
  const messages = Array.from({ length: chat.count }, (_, message) => message);

  it('has the messages of a room due together, at the same rate', () => {
    expect(chat.count).toBe(chatSchedule(settings).count);
    const times = [...new Set(messages.map((one) => chat.dueMs(one)))];
    expect(times).toEqual(Array.from({ length: 30 }, (_, one) => one * 100));
    for (const ms of times) {
      const together = messages.filter((one) => chat.dueMs(one) === ms);
      expect(together).toHaveLength(3);
      expect(new Set(together.map((one) => chat.roomOf(one))).size).toBe(1);
    }
    expect(times.map((ms) => chat.countUntil(ms))).toEqual(times.map((_, one) => 3 * (one + 1)));
  });

  it('gives each room as much, in turns of its own', () => {
    for (const room of [0, 1, 2]) {
      const own = messages.filter((one) => chat.roomOf(one) === room);
      expect(own.map((one) => chat.turnOf(one))).toEqual(Array.from({ length: 30 }, (_, n) => n));
      for (const end of [0, 2, 3, 7, 12, 31, 90]) {
        expect(chat.turnsIn(room, end)).toBe(own.filter((one) => one < end).length);
      }
      for (const one of own) expect(Math.floor(chat.senderOf(one) / 4)).toBe(room);
    }
  });
});

describe('a shuffled order', () => {
  it('has every number once', () => {
    const order = [...shuffled(50, 3)];
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, one) => one));
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  });
});

describe('a schedule of visits', () => {
  const visits = visitSchedule({ clients: 6, joinRate: 10, churn: 2, seconds: 2, seed: 1 });
  const events = Array.from({ length: visits.count }, (_, event) => event);

  it('lets everybody come, some go, and those return', () => {
    expect(events.map((event) => visits.visitOf(event))).toEqual([
      ...Array.from({ length: 6 }, () => 'comes'),
      ...Array.from({ length: 4 }, () => 'goes'),
      ...Array.from({ length: 4 }, () => 'returns'),
    ]);
    for (const event of events) {
      expect(visits.eventOf(visits.clientOf(event), visits.visitOf(event))).toBe(event);
    }
  });

  it('has its events in the order of their times', () => {
    const times = events.map((event) => visits.dueMs(event));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(events.map((event) => visits.countUntil(visits.dueMs(event)))).toEqual(
      events.map((event) => event + 1),
    );
  });

  it('knows who is there at any time', () => {
    const there = (count: number) =>
      [0, 1, 2, 3, 4, 5].filter((client) => visits.isThere(client, count)).length;
    expect(events.map((event) => there(event + 1))).toEqual([
      1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 3, 4, 5, 6,
    ]);
  });
});
