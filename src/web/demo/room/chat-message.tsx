import type { ChatMessage } from '../../../client/index.js';
import { NameText } from '../../shared/name.js';

/** From here on a message gets a scroll bar of its own, which keys can reach. */
const longFrom = 900;

interface ChatMessageProps {
  readonly message: ChatMessage;
  readonly isOwn: boolean;
  /** Whether the message before it is from the same person. */
  readonly isContinued: boolean;
}

/** One message. Whatever is in it is shown as text. */
export function ChatMessageView({ message, isOwn, isContinued }: ChatMessageProps) {
  const { userName, timestamp, content } = message;
  const time = new Date(timestamp);
  return (
    <article class={isOwn ? 'message message-own' : 'message'}>
      {!isContinued && (
        <p class="message-head">
          <NameText name={userName} />
          <time class="message-time" dateTime={time.toISOString()}>
            {time.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })}
          </time>
        </p>
      )}
      <MessageBody content={content} />
    </article>
  );
}

/** The text of a message; content that is no text is shown as the JSON that it is. */
export function MessageBody({ content }: { readonly content: unknown }) {
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 1);
  if (text.length < longFrom) {
    return (
      <p class="message-body" dir="auto">
        {text}
      </p>
    );
  }
  return (
    <div
      class="message-body message-long"
      dir="auto"
      role="group"
      aria-label="Long message"
      tabIndex={0}
    >
      {text}
    </div>
  );
}
