import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

import { RoomClient, RoomError } from '../../../client/index.js';
import { ownName } from '../../shared/identity.js';
import { serverUrl } from '../../shared/server-url.js';
import { rememberInside, takeEntrance } from '../entrance.js';
import { refusalText } from './reasons.js';

/** The stage that a join has reached. */
export type JoinState =
  | {
      readonly status: 'door';
      /** Why the last attempt came to nothing; null if there was none. */
      readonly problem: string | null;
    }
  | { readonly status: 'entering'; readonly client: RoomClient }
  | { readonly status: 'inside'; readonly client: RoomClient };

/** The fields that somebody fills in at the door. */
export interface JoinFields {
  readonly roomName?: string;
  readonly password?: string;
}

/** A state to one room: at its door, on the way in, inside. */
export function useJoin(
  roomId: string,
  userId: string,
): {
  readonly state: JoinState;
  /** Whether the room turned out to have a password. */
  readonly isPasswordAsked: boolean;
  readonly enter: (fields: JoinFields) => void;
  /** Gives up coming in. */
  readonly cancel: () => void;
  /** From where it has ended back to the door. */
  readonly goToDoor: () => void;
} {
  const [state, setState] = useState<JoinState>({ status: 'door', problem: null });
  const [isPasswordAsked, setPasswordAsked] = useState(false);
  const current = useRef<RoomClient | null>(null);
  const giveUp = useRef<AbortController | null>(null);

  const enter = useCallback(
    async (fields: JoinFields): Promise<void> => {
      const userName = ownName.read();
      const client = new RoomClient(serverUrl(), { roomId, userId, userName, ...fields });
      const abort = new AbortController();
      current.current = client;
      giveUp.current = abort;
      setState({ status: 'entering', client });
      try {
        await client.join({ signal: abort.signal });
        rememberInside(roomId);
        setState({ status: 'inside', client });
      } catch (error) {
        void client.leave();
        // The user has left the page meanwhile.
        if (current.current !== client) return;
        const code = error instanceof RoomError ? error.code : 'unknown';
        if (code === 'incorrect-password') setPasswordAsked(true);
        setState({ status: 'door', problem: problemFor(code, fields.password) });
      }
    },
    [roomId, userId],
  );

  useEffect(() => {
    const entrance = takeEntrance(roomId);
    if (entrance !== null && ownName.read() !== '') {
      const { roomName, password } = entrance;
      void enter({ ...(roomName && { roomName }), ...(password && { password }) });
    }
    return () => {
      giveUp.current?.abort();
      void current.current?.leave();
      current.current = null;
    };
  }, [enter, roomId]);

  return {
    state,
    isPasswordAsked,
    enter: (fields) => void enter(fields),
    cancel: () => giveUp.current?.abort(),
    goToDoor: () => {
      setState({ status: 'door', problem: null });
    },
  };
}

function problemFor(code: string, password: string | undefined): string | null {
  if (code === 'aborted') return null;
  // Whoever has given none yet is told, not reproached.
  if (code === 'incorrect-password' && password === undefined) return 'This room has a password.';
  return refusalText(code);
}
