import { useContext, useLayoutEffect, useRef, useState } from 'preact/hooks';

import type { Identifier } from '../../../client/index.js';
import { Icon } from '../../shared/icons.js';
import { Initials, NameText } from '../../shared/name.js';
import { ServerConfigContext } from '../../shared/server-config.js';
import { plainText } from '../../shared/text.js';
import { type PictureState, usePictureState } from './picture-state.js';

interface TileProps {
  readonly name: Identifier;
  /** Null until it has arrived. */
  readonly stream: MediaStream | null;
  readonly isAway: boolean;
  readonly isOwn?: boolean;
  /** As in a mirror: what people expect of their own camera. */
  readonly isMirrored?: boolean;
}

/** One picture, with the name of who it is. */
export function Tile({ name, stream, isAway, isOwn = false, isMirrored = false }: TileProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [isSilenced, setSilenced] = useState(false);
  const picture = usePictureState(stream);

  useLayoutEffect(() => {
    const { current } = video;
    if (current === null || current.srcObject === stream) return;
    current.srcObject = stream;
    if (stream === null) return;
    current.play().catch((error: unknown) => {
      // Some browsers play sound only after a click. The picture goes on without.
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      setSilenced(true);
    });
  }, [stream]);

  const isBlank = picture !== 'running';
  return (
    <li class={isAway ? 'tile tile-away' : 'tile'}>
      <video
        ref={video}
        class={isMirrored ? 'tile-video tile-mirrored' : 'tile-video'}
        aria-label={isOwn ? 'Your picture' : `Picture of ${plainText(name)}`}
        autoplay
        playsInline
        muted={isOwn || isSilenced}
      />
      {isBlank && (
        <div class="tile-blank">
          <Initials name={name} />
          {!isAway && <PictureHint picture={picture} />}
        </div>
      )}
      {isAway && <span class="tile-hint tile-away-hint">Away, back in a moment</span>}
      <span class="tile-name">
        {isOwn ? 'You' : <NameText name={name} />}
        {picture === 'none' && stream !== null && <Icon name="microphone" />}
      </span>
      {isSilenced && !isAway && (
        <button
          class="button button-small tile-sound"
          type="button"
          onClick={() => setSilenced(false)}
        >
          <Icon name="sound" />
          Turn the sound on
        </button>
      )}
    </li>
  );
}

function PictureHint({ picture }: { readonly picture: PictureState }) {
  const { areRoomsBridged } = useContext(ServerConfigContext);
  if (picture === 'coming') return <p class="tile-hint">Picture on its way …</p>;
  if (picture !== 'overdue') return null;
  return (
    <p class="tile-hint">
      {areRoomsBridged
        ? 'No picture comes. A stream of the Red5 port cannot be seen here.'
        : 'No picture has come yet.'}
    </p>
  );
}
