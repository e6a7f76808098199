import { useRef } from 'preact/hooks';

import type { RoomClient } from '../../../client/index.js';
import { keyOf } from '../../shared/text.js';
import type { LocalMediaState } from '../media/local-media.js';
import type { Peers } from '../media/use-mesh.js';
import { arrangeTiles } from './arrange.js';
import { useInnerSize } from './stage-size.js';
import { Tile } from './tile.js';

/** Between two tiles, in pixels; the same in the style sheet. */
const gap = 10;

interface StageProps {
  readonly client: RoomClient;
  readonly media: LocalMediaState;
  readonly peers: Peers;
}

/** Everyone who streams, as large as the place allows. */
export function Stage({ client, media, peers }: StageProps) {
  const stage = useRef<HTMLElement>(null);
  const size = useInnerSize(stage);
  const own = client.participants.find(({ userId }) => userId === client.userId);
  const others = client.participants.filter(
    ({ isStreaming, userId }) => isStreaming && userId !== client.userId,
  );
  const count = others.length + (media.stream === null ? 0 : 1);
  const arrangement = size === null ? null : arrangeTiles(Math.max(1, count), size, gap);
  return (
    <main class="stage" ref={stage} aria-label="Stage">
      {count === 0 && <EmptyStage />}
      <ul
        class="tiles"
        // Set by script on the element's style, which the policy against inline styles lets pass.
        style={{
          '--columns': String(arrangement?.columns ?? 1),
          '--tile-width': `${arrangement?.tile.width ?? 0}px`,
        }}
      >
        {media.stream !== null && (
          <Tile
            key="own"
            name={own?.userName ?? client.userId}
            isOwn
            isMirrored={media.picture === 'camera'}
            stream={media.stream}
            isAway={false}
          />
        )}
        {others.map(({ userId, userName, isAway }) => (
          <Tile
            key={keyOf(userId)}
            name={userName}
            stream={peers.get(userId)?.stream ?? null}
            isAway={isAway}
          />
        ))}
      </ul>
    </main>
  );
}

function EmptyStage() {
  return (
    <div class="stage-empty">
      <p class="stage-empty-title">The stage is empty</p>
      <p>Switch your camera on below. Without one, a test picture goes out.</p>
    </div>
  );
}
