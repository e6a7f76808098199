/** Flaps of JSON members: they start and stop streaming. */

import type { JsonMember } from '../clients/json-member.js';
import type { FlapSchedule } from '../plan/flaps.js';
import { noStream, unnamedStream } from '../plan/streams.js';

/** Brings a flap about. */
export function flap(member: JsonMember | undefined, flaps: FlapSchedule, number: number): void {
  if (flaps.isStart(number)) member?.startStreaming(number);
  else member?.stopStreaming();
}

/** Whether somebody streams what it must after the first so many flaps. */
export function streamsRightly(
  { client, stream }: { readonly client: number; readonly stream: number },
  schedule: FlapSchedule,
  flaps: number,
): boolean {
  const wanted = schedule.streamAfter(client, flaps);
  return wanted === -1 ? stream === noStream : stream === wanted || stream === unnamedStream;
}
