import type { Identifier, Participant } from '../../../client/index.js';
import { plainText } from '../../shared/text.js';

/** More than this is no news but noise. */
const sentencesMax = 4;

/** Tells what has happened between two moments, in sentences; nothing about oneself. */
export function changesOf(
  before: readonly Participant[],
  after: readonly Participant[],
  ownUserId: Identifier,
): readonly string[] {
  const old = new Map(before.map((participant) => [participant.userId, participant]));
  const sentences: string[] = [];
  for (const participant of after) {
    if (participant.userId === ownUserId) continue;
    const sentence = changeOf(old.get(participant.userId), participant);
    if (sentence !== null) sentences.push(`${plainText(participant.userName)} ${sentence}.`);
  }
  const present = new Set(after.map(({ userId }) => userId));
  for (const { userId, userName } of before) {
    if (userId !== ownUserId && !present.has(userId)) {
      sentences.push(`${plainText(userName)} has left.`);
    }
  }
  if (sentences.length <= sentencesMax) return sentences;
  return [`${after.length} people are here now.`];
}

function changeOf(before: Participant | undefined, after: Participant): string | null {
  if (before === undefined) return after.isStreaming ? 'is here, on stage' : 'has joined';
  if (after.isAway !== before.isAway) return after.isAway ? 'is away' : 'is back';
  if (after.isStreaming !== before.isStreaming) {
    return after.isStreaming ? 'is on stage' : 'has left the stage';
  }
  return null;
}
