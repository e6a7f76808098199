import { useEffect, useRef, useState } from 'preact/hooks';

import { TextField } from '../../shared/text-field.js';
import { ownName } from '../../shared/identity.js';
import { Logo } from '../../shared/masthead.js';
import { randomText } from '../../shared/random.js';
import { addressOf, roomIdFor } from '../addresses.js';
import { expectEntrance } from '../entrance.js';
import { navigation } from '../navigation.js';
import { NewRoom } from './new-room.js';
import { RoomList } from './room-list.js';
import { useRooms } from './use-rooms.js';

/** Which rooms there are, a new one, and who one is. */
export function Lobby({ userId }: { readonly userId: string }) {
  const [name, setName] = useState(ownName.read);
  const nameField = useRef<HTMLInputElement>(null);
  const [isNameMissing, setNameMissing] = useState(false);
  const { rooms, problem } = useRooms(userId);

  useEffect(() => {
    document.title = 'Callboard';
  }, []);

  const changeName = (text: string): void => {
    setName(text);
    setNameMissing(false);
    ownName.write(text);
  };

  /** @returns false, with the field in focus, if the user has no name yet */
  const hasName = (): boolean => {
    if (name.trim() !== '') return true;
    setNameMissing(true);
    nameField.current?.focus();
    return false;
  };

  const enter = (roomId: string, roomName?: string, password?: string): void => {
    if (!hasName()) return;
    expectEntrance({ roomId, roomName, password });
    navigation.goTo(addressOf(roomId));
  };

  return (
    <div class="lobby">
      <header class="lobby-head">
        <Logo />
        <div>
          <h1>Callboard</h1>
          <p>Open a room, send the link, see and hear each other.</p>
        </div>
      </header>
      <main class="lobby-main">
        <section class="card name-card" aria-labelledby="name-heading">
          <h2 id="name-heading">You</h2>
          <TextField
            field={nameField}
            label="Your name"
            name="name"
            autocomplete="nickname"
            maxLength={80}
            isWrong={isNameMissing}
            describedBy="name-hint"
            value={name}
            onChange={changeName}
          />
          <p id="name-hint" class={isNameMissing ? 'hint hint-wrong' : 'hint'} role="status">
            {isNameMissing ? 'Say who you are first.' : 'What the others in a room will see.'}
          </p>
        </section>
        <NewRoom
          onOpen={(roomName, password) => {
            enter(roomIdFor(roomName, randomText(5)), roomName, password);
          }}
        />
        <RoomList rooms={rooms} problem={problem} onEnter={(roomId) => enter(roomId)} />
      </main>
      <footer class="lobby-foot">
        <a href="/red5">Red5 rooms</a>
      </footer>
    </div>
  );
}
