import { MessageBody } from './chat-message.js';
import type { UnconfirmedMessage, UnconfirmedMessages } from './unconfirmed-messages.js';

interface UnconfirmedMessageViewProps {
  readonly message: UnconfirmedMessage;
  readonly unconfirmed: UnconfirmedMessages;
}

/** A message on its way, or one that was refused. */
export function UnconfirmedMessageView({
  message: { id, text, problem },
  unconfirmed,
}: UnconfirmedMessageViewProps) {
  return (
    <article class="message message-own message-unconfirmed">
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
              unconfirmed.discard(id);
              void unconfirmed.send(text);
            }}
          >
            Try again
          </button>
          <button class="button button-small" type="button" onClick={() => unconfirmed.discard(id)}>
            Discard
          </button>
        </p>
      )}
    </article>
  );
}
