import { MessageBody } from './chat-message.js';
import type { Outgoing, OutgoingMessages } from './outgoing.js';

interface OutgoingViewProps {
  readonly message: Outgoing;
  readonly outgoing: OutgoingMessages;
}

/** A message on its way, or one that was refused. */
export function OutgoingView({ message: { id, text, problem }, outgoing }: OutgoingViewProps) {
  return (
    <article class="message message-own message-outgoing">
      <MessageBody content={text} />
      {problem === null ? (
        <p class="message-state">Sending …</p>
      ) : (
        <p class="message-state message-problem">
          {problem}
          <button
            class="button button-small"
            type="button"
            onClick={() => {
              outgoing.discard(id);
              void outgoing.send(text);
            }}
          >
            Try again
          </button>
          <button class="button button-small" type="button" onClick={() => outgoing.discard(id)}>
            Discard
          </button>
        </p>
      )}
    </article>
  );
}
