import { useEffect, useState } from 'preact/hooks';

import type { HistoryLossReason, RoomClient } from '../../../client/index.js';
import { useChanges } from '../../shared/use-changes.js';
import { ChatMessageView } from './chat-message.js';
import { Composer } from './composer.js';
import { UnconfirmedMessages } from './unconfirmed-messages.js';
import { UnconfirmedMessageView } from './unconfirmed-message-view.js';
import { useStickyEnd } from './sticky-end.js';

/** Messages are missing after this one; null: before the first. */
interface Loss {
  readonly afterId: string | null;
  readonly reason: HistoryLossReason;
}

/** The messages of a room, and the field for one's own. */
export function Chat({ client }: { readonly client: RoomClient }) {
  const [unconfirmed] = useState(() => new UnconfirmedMessages(client));
  useChanges(unconfirmed);
  const losses = useLosses(client);
  const { messages } = client;
  const { list, isAtEnd, goToEnd } = useStickyEnd(messages, unconfirmed.all);

  return (
    <section id="chat-panel" class="chat" aria-labelledby="chat-heading">
      <h2 id="chat-heading">Chat</h2>
      <div ref={list} class="chat-log" role="log" aria-labelledby="chat-heading" tabIndex={0}>
        {messages.length === 0 && unconfirmed.all.length === 0 && (
          <p class="empty">Nothing has been said yet.</p>
        )}
        <LossNotice loss={losses.find(({ afterId }) => afterId === null)} />
        {messages.map((message, index) => (
          <div key={message.messageId} class="chat-item">
            <ChatMessageView
              message={message}
              isOwn={message.userId === client.userId}
              isContinued={messages[index - 1]?.userId === message.userId}
            />
            <LossNotice loss={losses.find(({ afterId }) => afterId === message.messageId)} />
          </div>
        ))}
        {unconfirmed.all.map((message) => (
          <UnconfirmedMessageView key={message.id} message={message} unconfirmed={unconfirmed} />
        ))}
      </div>
      {!isAtEnd && (
        <button class="button button-small chat-to-end" type="button" onClick={goToEnd}>
          To the newest
        </button>
      )}
      <Composer
        maxBytes={client.room?.limits?.maxChatBytes ?? null}
        onSend={(text) => void unconfirmed.send(text)}
      />
    </section>
  );
}

function useLosses(client: RoomClient): readonly Loss[] {
  const [losses, setLosses] = useState<readonly Loss[]>([]);
  useEffect(
    () =>
      client.on('history-lost', ({ reason, after }) => {
        setLosses((known) => [...known, { afterId: after?.messageId ?? null, reason }]);
      }),
    [client],
  );
  return losses;
}

function LossNotice({ loss }: { readonly loss: Loss | undefined }) {
  if (loss === undefined) return null;
  const isNewRoom = loss.reason === 'epoch-changed';
  return (
    <p class="chat-loss">
      {isNewRoom
        ? 'The room was opened anew while you were away. What was said meanwhile is not known.'
        : 'What was said while you were away is not kept any more.'}
    </p>
  );
}
