import type { RoomState } from '../../../client/index.js';
import { reconnectText } from './reasons.js';
import { useNow } from './use-now.js';

/**
 * Where the connection stands. Screen readers are told of each change, but not
 * of each second.
 */
export function ConnectionStatus({ state }: { readonly state: RoomState }) {
  const nextTryAt = state.status === 'reconnecting' ? state.nextTryAt : null;
  const now = useNow(nextTryAt !== null);
  const seconds = nextTryAt === null ? 0 : Math.ceil((nextTryAt - now) / 1000);
  return (
    <p class={`connection connection-${state.status}`} title={reasonOf(state)}>
      <span class="connection-dot" aria-hidden="true" />
      <span class="connection-text" role="status">
        {textOf(state)}
      </span>
      {seconds > 0 && (
        <span class="connection-countdown" aria-hidden="true">
          in {seconds} s
        </span>
      )}
    </p>
  );
}

function textOf(state: RoomState): string {
  switch (state.status) {
    case 'idle':
    case 'connecting':
      return 'Connecting …';
    case 'joined':
      return 'Connected';
    case 'reconnecting':
      return state.nextTryAt === null ? 'Reconnecting …' : 'Reconnecting';
    case 'closed':
      return 'Closed';
  }
}

function reasonOf(state: RoomState): string {
  return state.status === 'reconnecting' ? reconnectText(state.reason) : textOf(state);
}
