import { useEffect, useState } from 'preact/hooks';

import { Red5Client, type Red5State } from '../../client/red5.js';
import { NameText } from '../shared/name.js';
import { serverUrl } from '../shared/server-url.js';
import { count } from '../shared/text.js';
import type { Watch } from './watch-form.js';

/** The state of a room, or its state when it was last heard of. */
interface View {
  readonly state: Red5State;
  readonly streams: readonly string[];
}

/** The streams of one room, live. */
export function WatchedRoom({ port, room, streamName }: Watch & { readonly port: number }) {
  const { state, streams } = useStreams(port, room, streamName);
  return (
    <section class="card red5-room" aria-labelledby="streams-heading">
      <div class="card-head">
        <h2 id="streams-heading">
          Streams in <NameText name={room} />
        </h2>
        <p class="hint" role="status">
          {textOf(state, streams.length)}
        </p>
      </div>
      <ul class="red5-streams" aria-labelledby="streams-heading">
        {streams.map((name, index) => (
          // Names are in the order in which they came; the same one may be there twice.
          <li key={`${index} ${name}`} class="red5-stream">
            <NameText name={name} />
            {name === streamName && <span class="optional">(this page)</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function useStreams(port: number, room: string, streamName: string): View {
  const [view, setView] = useState<View>({ state: { status: 'connecting' }, streams: [] });
  useEffect(() => {
    const client = new Red5Client(serverUrl(String(port)), { room, streamName });
    const show = (): void => {
      setView({ state: client.state, streams: client.all });
    };
    const endings = [client.on('state', show), client.on('streams', show)];
    show();
    return () => {
      for (const end of endings) end();
      void client.close();
    };
  }, [port, room, streamName]);
  return view;
}

function textOf(state: Red5State, streamCount: number): string {
  switch (state.status) {
    case 'connecting':
      return 'Connecting …';
    case 'joined':
      return `Live, ${count(streamCount, 'stream', 'streams')}`;
    case 'reconnecting':
      return 'The connection was lost. Trying again …';
    case 'closed':
      return state.message ?? 'The server has closed the connection.';
  }
}
