import type { CallboardOptions } from '../../src/index.js';
import { describeRecordedConversations } from './recorded-conversations.js';

/** The settings that nobody notices who does not ask for them. */
const unnoticed: CallboardOptions = {
  historySize: 1_000,
  historyTtlSeconds: 3_600,
  historyMaxBytes: 1_000_000,
  duplicateUser: 'replace',
};

describeRecordedConversations('with a long history', { settings: unnoticed });

// Both dialects are played on rooms of their own, so that neither sees the other.
describeRecordedConversations('with bridged rooms', { settings: { bridgeRooms: true } });

/*
 * These two an old client may notice, in what it cannot rely on. A room that is
 * kept while it is empty keeps the name and the password of whoever opened it;
 * it is listed as little as before. A participant that is lost leaves when the
 * grace is over, with the same `user-left` as before, and is listed and counted
 * until then (s13 asks at once); whoever says goodbye or joins elsewhere leaves
 * at once. The one setting that is left out is `duplicateUser: reject`, which
 * refuses what j22 asks for.
 */
describeRecordedConversations('with everything on that nobody asks for', {
  settings: {
    ...unnoticed,
    bridgeRooms: true,
    emptyRoomTtlSeconds: 60,
    reconnectGraceMs: 200,
  },
  except: ['s13-disconnect'],
});
