import { useState } from 'preact/hooks';

import { TextField } from '../shared/text-field.js';
import { randomText } from '../shared/random.js';

/** Which room is to be watched, and under which name. */
export interface Watch {
  readonly room: string;
  readonly streamName: string;
}

interface WatchFormProps {
  readonly isWatching: boolean;
  readonly onWatch: (watch: Watch) => void;
  readonly onStop: () => void;
}

/** Asks for a room, and says what it means to watch it. */
export function WatchForm({ isWatching, onWatch, onStop }: WatchFormProps) {
  const [room, setRoom] = useState(() => new URLSearchParams(location.search).get('room') ?? '');
  const [streamName, setStreamName] = useState(() => `watcher-${randomText(4)}`);
  return (
    <section class="card red5-watch" aria-labelledby="watch-heading">
      <h2 id="watch-heading">Watch a room</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onWatch({ room, streamName });
        }}
      >
        <TextField
          label="Room"
          name="red5-room"
          autocomplete="off"
          isRequired
          value={room}
          onChange={setRoom}
        />
        <TextField
          label="Stream name of this page"
          name="red5-stream"
          autocomplete="off"
          isRequired
          describedBy="watch-hint"
          value={streamName}
          onChange={setStreamName}
        />
        <p id="watch-hint" class="hint">
          The protocol knows no onlookers: while it watches, this page is in the list under this
          name, and others may try to play it.
        </p>
        <div class="red5-buttons">
          <button class="button button-primary" type="submit">
            Watch
          </button>
          {isWatching && (
            <button class="button" type="button" onClick={onStop}>
              Stop
            </button>
          )}
        </div>
      </form>
    </section>
  );
}
