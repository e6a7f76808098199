import type { BenchOptions } from '../../flags.js';
import { type FlapSchedule, flapSchedule } from '../../plan/flaps.js';
import { type MergedPace, mergedPace } from '../../plan/merged-pace.js';
import { type ChatSchedule, chatSchedule } from '../../plan/schedule.js';
import { type VisitSchedule, visitSchedule } from '../../plan/visits.js';

/** The parts of the merged schedule. */
export const chatPart = 0;
export const flapPart = 1;
export const visitPart = 2;

/** The plan for rooms of both protocols. The first members of each room speak JSON, the others Red5. */
export interface MixedPlan {
  /** Of each room. */
  readonly jsonMembers: number;
  readonly red5Members: number;
  readonly pace: MergedPace;
  readonly chat: ChatSchedule;
  readonly flaps: FlapSchedule;
  /** Its clients are the Red5 members alone: see `clientOf` and `visitorOf`. */
  readonly visits: VisitSchedule;
  /** The client that is the so manieth Red5 member of all. */
  clientOf(visitor: number): number;
  /** The other way round; -1 if it speaks JSON. */
  visitorOf(client: number): number;
}

export function mixedPlan(options: BenchOptions): MixedPlan {
  const { rooms, members, seconds, seed, churn, rate } = options;
  const red5Members = Math.round((members * options['red5-share']) / 100);
  const jsonMembers = members - red5Members;
  /** @param turns of the JSON members of all rooms, numbered without the others */
  const ofRooms = (turns: ChatSchedule): ChatSchedule => ({
    ...turns,
    senderOf: (turn) => {
      const speaker = turns.senderOf(turn);
      return Math.floor(speaker / jsonMembers) * members + (speaker % jsonMembers);
    },
  });
  const speakers = { rooms, members: Math.max(1, jsonMembers), seconds };
  const chat = ofRooms(chatSchedule({ ...speakers, rate, seed }));
  const flapRate = options['flap-rate'];
  const flaps = flapSchedule(
    ofRooms(chatSchedule({ ...speakers, rate: flapRate, seed: seed + 1 })),
  );
  const joinRate = options['join-rate'];
  const visitors = rooms * red5Members;
  const visits = visitSchedule({ clients: visitors, joinRate, churn, seconds, seed });
  return {
    jsonMembers,
    red5Members,
    chat,
    flaps,
    visits,
    pace: mergedPace([chat, flaps, visits]),
    clientOf: (visitor) =>
      Math.floor(visitor / red5Members) * members + jsonMembers + (visitor % red5Members),
    visitorOf: (client) => {
      const place = (client % members) - jsonMembers;
      return place < 0 ? -1 : Math.floor(client / members) * red5Members + place;
    },
  };
}
