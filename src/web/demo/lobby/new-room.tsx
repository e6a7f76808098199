import { useState } from 'preact/hooks';

import { TextField } from '../../shared/text-field.js';
import { Icon } from '../../shared/icons.js';

interface NewRoomProps {
  /** @param password undefined: everybody may come in */
  readonly onOpen: (name: string, password: string | undefined) => void;
}

/** Opens a room, with a password if one is wanted. */
export function NewRoom({ onOpen }: NewRoomProps) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  return (
    <section class="card new-room" aria-labelledby="new-room-heading">
      <h2 id="new-room-heading">New room</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onOpen(name.trim() === '' ? 'Green room' : name.trim(), password || undefined);
        }}
      >
        <TextField
          label="Name of the room"
          name="room"
          autocomplete="off"
          maxLength={80}
          placeholder="Green room"
          value={name}
          onChange={setName}
        />
        <TextField
          label="Password"
          isOptional
          name="room-password"
          isPassword
          autocomplete="new-password"
          maxLength={200}
          value={password}
          onChange={setPassword}
        />
        <button class="button button-primary" type="submit">
          <Icon name="plus" />
          Open the room
        </button>
      </form>
    </section>
  );
}
