import type { RoomClient } from '../../../client/index.js';
import { Logo } from '../../shared/masthead.js';
import { useChanges } from '../../shared/use-changes.js';
import { ConnectionStatus } from './connection-status.js';
import { reconnectText } from './reasons.js';

interface EnteringProps {
  readonly client: RoomClient;
  readonly onCancel: () => void;
}

/** Between the door and the room; longer than a moment only where the server does not answer. */
export function Entering({ client, onCancel }: EnteringProps) {
  useChanges(client);
  const { state } = client;
  return (
    <main class="door">
      <div class="card door-card entering">
        <Logo />
        <ConnectionStatus state={state} />
        {state.status === 'reconnecting' && <p class="hint">{reconnectText(state.reason)}</p>}
        <button class="button" type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </main>
  );
}
