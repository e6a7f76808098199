import type { RoomEngine } from '../../src/rooms/engine.js';

/** The numbers of what an engine keeps for those who come back, of all namespaces together. */
export interface Holdings {
  readonly emptyRooms: number;
  readonly resumeTokens: number;
  readonly messages: number;
  readonly messageBytes: number;
}

export function holdingsOf(engine: Pick<RoomEngine, 'census'>): Holdings {
  const holdings = { emptyRooms: 0, resumeTokens: 0, messages: 0, messageBytes: 0 };
  for (const counts of engine.census().values()) {
    holdings.emptyRooms += counts.emptyRooms;
    holdings.resumeTokens += counts.resumeTokens;
    holdings.messages += counts.historyMessages;
    holdings.messageBytes += counts.historyBytes;
  }
  return holdings;
}
