import { describe, expect, it } from 'vitest';
import { RosterEncoder } from '../../../protocols/json/roster.js';
import type { Identifier, Participant, RoomView, SeatState } from '../../../src/protocol.js';

/** A participant that counts how often it is written. */
class CountedParticipant implements Participant {
  readonly userId: Identifier;
  readonly streamName: Identifier | null;
  readonly seat: SeatState;
  writes = 0;

  constructor(
    userId: Identifier,
    streamName: Identifier | null = null,
    seat: SeatState = { state: 'held', connection: 'c', resumable: true },
  ) {
    this.userId = userId;
    this.streamName = streamName;
    this.seat = seat;
  }

  get userName(): Identifier {
    this.writes += 1;
    return this.userId;
  }
}

/** A room that counts how often its participants are walked through. */
class CountedRoom implements RoomView {
  readonly key = { namespace: 'json', roomId: 'lobby' };
  readonly roomName = 'lobby';
  readonly hasPassword = false;
  readonly epoch = 'e';
  readonly streams = new Map<Identifier, Identifier>();
  readonly #participants = new Map<Identifier, Participant>();
  offset = 1;
  walks = 0;

  put(participant: Participant): void {
    this.#participants.set(participant.userId, participant);
    this.offset += 1;
  }

  get participants(): ReadonlyMap<Identifier, Participant> {
    this.walks += 1;
    return this.#participants;
  }
}

describe('the list of participants', () => {
  it('[JR-19] [JR-21] is in join order, and says who streams and who is away', () => {
    const room = new CountedRoom();
    room.put(new CountedParticipant('b"'));
    room.put(new CountedParticipant(1, '\ud800'));
    room.put(new CountedParticipant('b"', 'cam'));
    room.put(new CountedParticipant('cem', null, { state: 'away', until: 1 }));
    expect(JSON.parse(new RosterEncoder().encode(room))).toEqual([
      { userId: 'b"', userName: 'b"', isStreaming: true, streamName: 'cam' },
      { userId: 1, userName: 1, isStreaming: true, streamName: '\ud800' },
      { userId: 'cem', userName: 'cem', isStreaming: false, away: true },
    ]);
  });

  it('[JR-41] is written once an event, and each participant once a change', () => {
    const encoder = new RosterEncoder();
    const room = new CountedRoom();
    const ada = new CountedParticipant('ada');
    const ben = new CountedParticipant('ben');
    room.put(ada);
    const first = encoder.encode(room);
    expect(encoder.encode(room)).toBe(first);
    room.put(ben);
    const second = encoder.encode(room);
    expect(encoder.encode(room)).toBe(second);
    expect(second).not.toBe(first);
    expect(room.walks).toBe(2);
    expect([ada.writes, ben.writes]).toEqual([1, 1]);
  });

  it('[JR-19] is that of the room, whichever was written before', () => {
    const encoder = new RosterEncoder();
    const [lobby, hall] = [new CountedRoom(), new CountedRoom()];
    lobby.put(new CountedParticipant('ada'));
    hall.put(new CountedParticipant('ben'));
    const first = encoder.encode(lobby);
    expect(encoder.encode(hall)).toBe('[{"userId":"ben","userName":"ben","isStreaming":false}]');
    expect(encoder.encode(lobby)).toBe(first);
  });
});
