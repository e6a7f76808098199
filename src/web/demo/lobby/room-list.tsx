import type { RoomSummary } from '../../../client/index.js';
import { Icon } from '../../shared/icons.js';
import { NameText } from '../../shared/name.js';
import { count, keyOf, plainText } from '../../shared/text.js';
import { addressOf } from '../addresses.js';

interface RoomListProps {
  /** Null before they are known. */
  readonly rooms: readonly RoomSummary[] | null;
  /** Why the list may be out of date; null if it is not. */
  readonly problem: string | null;
  readonly onEnter: (roomId: string) => void;
}

/** The rooms that are open now. */
export function RoomList({ rooms, problem, onEnter }: RoomListProps) {
  return (
    <section class="card room-list" aria-labelledby="rooms-heading">
      <div class="card-head">
        <h2 id="rooms-heading">Open rooms</h2>
        <p class="hint" role="status">
          {problem ?? (rooms === null ? 'Looking …' : count(rooms.length, 'room', 'rooms'))}
        </p>
      </div>
      {rooms === null || rooms.length === 0 ? (
        <p class="empty">{rooms === null ? '' : 'No room is open. Open the first one.'}</p>
      ) : (
        <ul class="rooms">
          {rooms.map((room) => (
            <RoomRow key={keyOf(room.roomId)} room={room} onEnter={onEnter} />
          ))}
        </ul>
      )}
    </section>
  );
}

function RoomRow({
  room,
  onEnter,
}: {
  readonly room: RoomSummary;
  readonly onEnter: RoomListProps['onEnter'];
}) {
  const { roomId, roomName, hasPassword, participantCount } = room;
  const face = (
    <>
      <span class="room-name">
        <NameText name={roomName} />
      </span>
      <span class="room-facts">
        {isLive(room) && <span class="badge badge-live">live</span>}
        {hasPassword && (
          <span class="badge">
            <Icon name="lock" />
            password
          </span>
        )}
        <span class="room-count">
          <Icon name="people" />
          {count(participantCount, 'person', 'people')}
        </span>
      </span>
    </>
  );
  // Only programs make rooms with numbers for names; an address cannot say that it means one.
  if (typeof roomId === 'number') return <li class="room-row room-closed">{face}</li>;
  return (
    <li>
      <a
        class="room-row"
        href={addressOf(roomId)}
        aria-label={`Join ${plainText(roomName)}, ${describe(room)}`}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onEnter(roomId);
        }}
      >
        {face}
      </a>
    </li>
  );
}

function describe(room: RoomSummary): string {
  const people = count(room.participantCount, 'person', 'people');
  const facts = [people, isLive(room) ? 'live' : '', room.hasPassword ? 'with a password' : ''];
  return facts.filter((fact) => fact !== '').join(', ');
}

/** Servers that do not count streams leave the badge out. */
function isLive({ streamCount }: RoomSummary): boolean {
  return streamCount !== null && streamCount > 0;
}
