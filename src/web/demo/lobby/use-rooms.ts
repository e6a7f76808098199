import { useEffect, useState } from 'preact/hooks';

import { RoomClient, type RoomSummary } from '../../../client/index.js';
import { serverUrl } from '../../shared/server-url.js';

const refreshIntervalMs = 3000;

/** The rooms there are, looked up every few seconds while somebody looks. */
export function useRooms(userId: string): {
  readonly rooms: readonly RoomSummary[] | null;
  readonly problem: string | null;
} {
  const [rooms, setRooms] = useState<readonly RoomSummary[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    // Never joins: it only asks.
    const client = new RoomClient(serverUrl(), { roomId: 'lobby', userId });
    const giveUp = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const endStates = client.on('state', ({ status }) => {
      if (status === 'reconnecting') setProblem('The server does not answer. Trying again …');
    });
    const look = async (): Promise<void> => {
      try {
        setRooms(await client.listRooms({ signal: giveUp.signal }));
        setProblem(null);
      } catch {
        if (giveUp.signal.aborted) return;
        setProblem('The server does not answer. Trying again …');
      }
      timer = setTimeout(() => void look(), refreshIntervalMs);
    };
    void look();
    return () => {
      giveUp.abort();
      clearTimeout(timer);
      endStates();
      void client.leave();
    };
  }, [userId]);

  return { rooms, problem };
}
