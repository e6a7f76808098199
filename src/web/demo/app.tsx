import { useChanges } from '../shared/use-changes.js';
import { Lobby } from './lobby/lobby.js';
import { navigation } from './navigation.js';
import { RoomPage } from './room/room-page.js';

/** The lobby or a room, as the address says. */
export function App({ userId }: { readonly userId: string }) {
  useChanges(navigation);
  const { place } = navigation;
  if (place.page === 'lobby') return <Lobby userId={userId} />;
  return <RoomPage key={place.roomId} roomId={place.roomId} userId={userId} />;
}
