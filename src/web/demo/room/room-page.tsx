import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

import { RoomClient, RoomError } from '../../../client/index.js';
import { ownName } from '../../shared/identity.js';
import { serverUrl } from '../../shared/server-url.js';
import { forgetInside, rememberInside, takeEntrance } from '../entrance.js';
import { navigation } from '../navigation.js';
import { Door } from './door.js';
import { Entering } from './entering.js';
import { refusalText } from './reasons.js';
import { Room } from './room.js';

/** How far somebody has come. */
type Visit =
  | { readonly status: 'door'; readonly problem: string | null }
  | { readonly status: 'entering'; readonly client: RoomClient }
  | { readonly status: 'inside'; readonly client: RoomClient };

interface RoomPageProps {
  readonly roomId: string;
  readonly userId: string;
}

/** A room: first its door, then its inside. */
export function RoomPage({ roomId, userId }: RoomPageProps) {
  const [visit, setVisit] = useState<Visit>({ status: 'door', problem: null });
  const [isPasswordAsked, setPasswordAsked] = useState(false);
  const current = useRef<RoomClient | null>(null);
  const giveUp = useRef<AbortController | null>(null);

  const enter = useCallback(
    async (options: { readonly roomName?: string; readonly password?: string }): Promise<void> => {
      const client = new RoomClient(serverUrl(), {
        roomId,
        userId,
        userName: ownName.read(),
        ...options,
      });
      const abort = new AbortController();
      current.current = client;
      giveUp.current = abort;
      setVisit({ status: 'entering', client });
      try {
        await client.join({ signal: abort.signal });
        rememberInside(roomId);
        setVisit({ status: 'inside', client });
      } catch (error) {
        void client.leave();
        const code = error instanceof RoomError ? error.code : 'unknown';
        if (code === 'incorrect-password') setPasswordAsked(true);
        if (current.current === client) {
          setVisit({ status: 'door', problem: problemFor(code, options.password) });
        }
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

  const leave = (): void => {
    forgetInside();
    navigation.goTo('/');
  };

  switch (visit.status) {
    case 'door':
      return (
        <Door
          roomId={roomId}
          problem={visit.problem}
          isPasswordAsked={isPasswordAsked}
          onEnter={(password) => void enter(password === '' ? {} : { password })}
        />
      );
    case 'entering':
      return <Entering client={visit.client} onCancel={() => giveUp.current?.abort()} />;
    case 'inside':
      return (
        <Room
          client={visit.client}
          onLeave={leave}
          onEnterAgain={() => setVisit({ status: 'door', problem: null })}
        />
      );
  }
}

function problemFor(code: string, password: string | undefined): string | null {
  if (code === 'aborted') return null;
  // Whoever has given none yet is told, not reproached.
  if (code === 'incorrect-password' && password === undefined) return 'This room has a password.';
  return refusalText(code);
}
