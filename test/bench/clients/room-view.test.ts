import { describe, expect, it } from 'vitest';

import { type Listed, listedIn } from '../../../bench/clients/participants.js';
import {
  noStream,
  ownStream,
  strangeStream,
  streamOf,
  unnamedStream,
} from '../../../bench/plan/streams.js';
import { RoomView } from '../../../bench/clients/room-view.js';

function viewOf(...clients: number[]): RoomView {
  const view = new RoomView('t');
  view.take(clients.map((client) => ({ client, stream: noStream, isAway: false })));
  return view;
}

function clientsIn(view: RoomView): readonly number[] {
  return view.entries().map(({ client }) => client);
}

describe('a room as a member sees it', () => {
  it('has who joins at the end, and who joins again in the old place, quiet and there', () => {
    const view = viewOf(3, 1);
    view.joined(2);
    view.streamed(3, 7);
    view.moved(3, true);
    view.joined(3);
    expect(view.entries()).toEqual(
      [3, 1, 2].map((client) => ({ client, stream: noStream, isAway: false })),
    );
  });

  it('has nobody who left, and puts who comes back at the end', () => {
    const view = viewOf(3, 1, 2);
    view.left(3);
    expect(clientsIn(view)).toEqual([1, 2]);
    view.joined(3);
    expect(clientsIn(view)).toEqual([1, 2, 3]);
  });

  it('knows who streams, and who is away', () => {
    const view = viewOf(1, 2);
    view.streamed(1, 5);
    view.moved(2, true);
    expect(view.entries()).toEqual<Listed[]>([
      { client: 1, stream: 5, isAway: false },
      { client: 2, stream: noStream, isAway: true },
    ]);
    view.streamed(1, noStream);
    view.moved(2, false);
    expect(view.entries()).toEqual(viewOf(1, 2).entries());
  });

  it('is what the last list shows, until something is told without one', () => {
    const view = viewOf(1, 2);
    view.shown(Buffer.from('{"participants":[{"userId":"t-1","isStreaming":false}]}'));
    expect(clientsIn(view)).toEqual([1]);
    view.joined(4);
    expect(clientsIn(view)).toEqual([1, 2, 4]);
  });
});

describe('a list of participants', () => {
  it('is read in numbers', () => {
    const participants = [
      { userId: 't-1', isStreaming: false },
      { userId: 't-2', isStreaming: true },
      { userId: 't-3', isStreaming: true, streamName: 't:12', away: true },
      { userId: 'x-4', isStreaming: true, streamName: 'x' },
      null,
    ];
    expect(listedIn('t', { participants })).toEqual<Listed[]>([
      { client: 1, stream: noStream, isAway: false },
      { client: 2, stream: unnamedStream, isAway: false },
      { client: 3, stream: 12, isAway: true },
      { client: -1, stream: strangeStream, isAway: false },
      { client: -1, stream: noStream, isAway: false },
    ]);
  });

  it('tells a stream that has its participant’s name from all others', () => {
    expect(streamOf('t', 5, 't-5')).toBe(ownStream);
    expect(['t-6', 't:', 't:x', 5, 'u:5'].map((name) => streamOf('t', 5, name))).toEqual(
      Array.from({ length: 5 }, () => strangeStream),
    );
  });
});
