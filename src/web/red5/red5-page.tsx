import { useEffect, useState } from 'preact/hooks';

import { Logo } from '../shared/masthead.js';
import { TestbedLine } from './testbed-line.js';
import { type Watch, WatchForm } from './watch-form.js';
import { WatchedRoom } from './watched-room.js';

/**
 * A room of the Red5 port, live, and how to point the Testbed at this server.
 *
 * @param props.port null: the protocol is switched off
 */
export function Red5Page({ port }: { readonly port: number | null }) {
  return (
    <div class="red5">
      <header class="red5-head">
        <Logo />
        <div>
          <h1>Red5 rooms</h1>
          <p>Which streams a room has, as every client of the Red5 port is told.</p>
        </div>
      </header>
      <main class="red5-main">
        {port === null ? (
          <p class="notice">The Red5 protocol is switched off on this server.</p>
        ) : (
          <Watching port={port} />
        )}
      </main>
      <footer class="red5-foot">
        <a href="/">Lobby</a>
      </footer>
    </div>
  );
}

function Watching({ port }: { readonly port: number }) {
  const [watch, setWatch] = useState<Watch | null>(null);

  useEffect(() => {
    if (watch === null) return;
    history.replaceState(null, '', `?room=${encodeURIComponent(watch.room)}`);
  }, [watch]);

  return (
    <>
      <WatchForm
        isWatching={watch !== null}
        onWatch={setWatch}
        onStop={() => {
          setWatch(null);
        }}
      />
      {watch !== null && <WatchedRoom key={JSON.stringify(watch)} port={port} {...watch} />}
      <TestbedLine port={port} />
    </>
  );
}
