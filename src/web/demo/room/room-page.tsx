import { forgetInside } from '../entrance.js';
import { navigation } from '../navigation.js';
import { Door } from './door.js';
import { Entering } from './entering.js';
import { Room } from './room.js';
import { useVisit } from './use-visit.js';

interface RoomPageProps {
  readonly roomId: string;
  readonly userId: string;
}

/** A room: first its door, then its inside. */
export function RoomPage({ roomId, userId }: RoomPageProps) {
  const { visit, isPasswordAsked, enter, cancel, goToDoor } = useVisit(roomId, userId);
  switch (visit.status) {
    case 'door':
      return (
        <Door
          roomId={roomId}
          userId={userId}
          problem={visit.problem}
          isPasswordAsked={isPasswordAsked}
          onEnter={enter}
        />
      );
    case 'entering':
      return <Entering client={visit.client} onCancel={cancel} />;
    case 'inside':
      return (
        <Room
          client={visit.client}
          onLeave={() => {
            forgetInside();
            navigation.goTo('/');
          }}
          onEnterAgain={goToDoor}
        />
      );
  }
}
