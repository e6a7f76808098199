import type { RefObject } from 'preact';

import type { RoomClient } from '../../../client/index.js';
import { CopyText } from '../../shared/copy-text.js';
import { Logo } from '../../shared/masthead.js';
import { NameText } from '../../shared/name.js';
import { ConnectionStatus } from './connection-status.js';
import { closeText, reconnectText } from './reasons.js';

interface RoomHeaderProps {
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly client: RoomClient;
  readonly onEnterAgain: () => void;
}

/** Which room it is, whether one is connected, and the link to it. */
export function RoomHeader({ heading, client, onEnterAgain }: RoomHeaderProps) {
  const { state, room } = client;
  return (
    <header class="room-head">
      <Logo />
      <h1 ref={heading} class="room-title" tabIndex={-1}>
        <NameText name={room?.roomName ?? ''} />
      </h1>
      <ConnectionStatus state={state} />
      <CopyText text={location.href} label="Copy link" fieldLabel="Link to this room" />
      {state.status === 'reconnecting' && (
        <p class="banner">{reconnectText(state.reason)} You will be back by yourself.</p>
      )}
      {state.status === 'closed' && state.reason !== 'left' && (
        <p class="banner banner-final" role="alert">
          {closeText(state.reason)}
          <button class="button" type="button" onClick={onEnterAgain}>
            Join again
          </button>
        </p>
      )}
    </header>
  );
}
