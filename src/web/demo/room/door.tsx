import { useEffect, useRef, useState } from 'preact/hooks';

import type { RoomSummary } from '../../../client/index.js';
import { TextField } from '../../shared/text-field.js';
import { ownName } from '../../shared/identity.js';
import { Logo } from '../../shared/masthead.js';
import { NameText } from '../../shared/name.js';
import { count, plainText } from '../../shared/text.js';
import { useRooms } from '../lobby/use-rooms.js';
import { followHere } from '../navigation.js';
import type { JoinFields } from './use-join.js';

interface DoorProps {
  readonly userId: string;
  readonly roomId: string;
  /** Why the last attempt came to nothing; null if there was none. */
  readonly problem: string | null;
  readonly isPasswordAsked: boolean;
  readonly onEnter: (fields: JoinFields) => void;
}

/** Asks who wants to come in, and for the password where there is one. */
export function Door({ userId, roomId, problem, isPasswordAsked, onEnter }: DoorProps) {
  const { rooms } = useRooms(userId);
  const room = rooms?.find((one) => one.roomId === roomId);
  const asksPassword = isPasswordAsked || room?.hasPassword === true;
  const [name, setName] = useState(ownName.read);
  const [password, setPassword] = useState('');
  const nameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  useEffect(() => {
    document.title = `${plainText(roomId)} · Callboard`;
    const field = isPasswordAsked ? passwordField.current : nameField.current;
    field?.focus();
    field?.select();
  }, [roomId, isPasswordAsked, problem]);

  return (
    <main class="door">
      <form
        class="card door-card"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() === '') return nameField.current?.focus();
          ownName.write(name);
          onEnter(fieldsFor(room, password));
        }}
      >
        <Logo />
        <p class="door-kicker">You are about to join</p>
        <h1>
          <NameText name={room?.roomName ?? roomId} />
        </h1>
        <p class="hint">{rooms === null ? '\u00a0' : insideText(room?.participantCount ?? 0)}</p>
        {problem !== null && (
          <p class="notice notice-wrong" role="alert">
            {problem}
          </p>
        )}
        <TextField
          field={nameField}
          label="Your name"
          name="name"
          autocomplete="nickname"
          isRequired
          maxLength={80}
          value={name}
          onChange={setName}
        />
        {asksPassword && (
          <TextField
            field={passwordField}
            label="Password of the room"
            name="room-password"
            isPassword
            autocomplete="off"
            isRequired
            value={password}
            onChange={setPassword}
          />
        )}
        <button class="button button-primary" type="submit">
          Join
        </button>
        <a class="door-back" href="/" onClick={(event) => followHere(event, '/')}>
          Back to the lobby
        </a>
      </form>
    </main>
  );
}

function insideText(participantCount: number): string {
  if (participantCount === 0) return 'Nobody is there yet.';
  return `${count(participantCount, 'person is', 'people are')} there.`;
}

function fieldsFor(room: RoomSummary | undefined, password: string): JoinFields {
  return {
    // A room that was lost with its server is opened anew under the name it had.
    ...(room !== undefined && { roomName: String(room.roomName) }),
    ...(password !== '' && { password }),
  };
}
