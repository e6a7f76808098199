import { forgetInside } from '../entrance.js';
import { navigation } from '../navigation.js';
import { Door } from './door.js';
import { Entering } from './entering.js';
import { RoomInterior } from './room-interior.js';
import { useJoin } from './use-join.js';

interface RoomPageProps {
  readonly roomId: string;
  readonly userId: string;
}

/** A room: first its door, then its inside. */
export function RoomPage({ roomId, userId }: RoomPageProps) {
  const { state, isPasswordAsked, enter, cancel, goToDoor } = useJoin(roomId, userId);
  switch (state.status) {
    case 'door':
      return (
        <Door
          roomId={roomId}
          userId={userId}
          problem={state.problem}
          isPasswordAsked={isPasswordAsked}
          onEnter={enter}
        />
      );
    case 'entering':
      return <Entering client={state.client} onCancel={cancel} />;
    case 'inside':
      return (
        <RoomInterior
          client={state.client}
          onLeave={() => {
            forgetInside();
            navigation.goTo('/');
          }}
          onEnterAgain={goToDoor}
        />
      );
  }
}
