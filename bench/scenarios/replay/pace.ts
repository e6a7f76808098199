import type { Pace } from '../../plan/schedule.js';
import type { Recording } from '../../plan/recording.js';

/**
 * When what was recorded is due, in as many copies of the room as are wanted.
 * The copies take turns: event `e` is the recording's `floor(e / rooms)`th, in
 * room `e % rooms`.
 *
 * @param speed how much faster than it was
 */
export function replayPace({ events }: Recording, rooms: number, speed: number): Pace {
  return {
    count: events.length * rooms,
    dueMs: (event) => (events[Math.floor(event / rooms)]?.atMs ?? 0) / speed,
    countUntil: (ms) => {
      let [low, high] = [0, events.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((events[middle]?.atMs ?? 0) / speed <= ms) low = middle + 1;
        else high = middle;
      }
      return low * rooms;
    },
  };
}
