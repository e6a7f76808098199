import { useEffect, useState } from 'preact/hooks';

import type { RoomClient } from '../../../client/index.js';
import { Icon, type IconName } from '../../shared/icons.js';
import { Chat } from './chat.js';
import { People } from './people.js';

type Panel = 'chat' | 'people';

/** People and chat: both on a large screen, one at a time on a small one. */
export function Side({ client }: { readonly client: RoomClient }) {
  const [panel, setPanel] = useState<Panel>('chat');
  const [seen, setSeen] = useState(client.messages.length);
  const { messages, participants } = client;
  const unread = panel === 'chat' ? 0 : Math.max(0, messages.length - seen);

  useEffect(() => {
    if (panel === 'chat') setSeen(messages.length);
  }, [panel, messages]);

  return (
    <aside class="side" data-panel={panel} aria-label="People and chat">
      <div class="side-choice">
        <Choice panel="chat" icon="chat" chosen={panel} onChoose={setPanel}>
          {unread > 0 ? `Chat (${unread} new)` : 'Chat'}
        </Choice>
        <Choice panel="people" icon="people" chosen={panel} onChoose={setPanel}>
          {`People (${participants.length})`}
        </Choice>
      </div>
      <People participants={participants} ownUserId={client.userId} />
      <Chat client={client} />
    </aside>
  );
}

interface ChoiceProps {
  readonly panel: Panel;
  readonly icon: IconName;
  readonly chosen: Panel;
  readonly children: string;
  readonly onChoose: (panel: Panel) => void;
}

function Choice({ panel, icon, chosen, children, onChoose }: ChoiceProps) {
  return (
    <button
      class="button side-button"
      type="button"
      aria-pressed={panel === chosen}
      aria-controls={`${panel}-panel`}
      onClick={() => onChoose(panel)}
    >
      <Icon name={icon} />
      {children}
    </button>
  );
}
