import { useState } from 'preact/hooks';

import { Icon } from '../../shared/icons.js';
import { byteLengthOf } from '../../shared/text.js';

interface ComposerProps {
  /** The longest message, in bytes of UTF-8; null if the server does not tell. */
  readonly maxBytes: number | null;
  readonly onSend: (text: string) => void;
}

/** Where one writes. Enter sends, Shift and Enter begin a new line. */
export function Composer({ maxBytes, onSend }: ComposerProps) {
  const [text, setText] = useState('');
  const excess = maxBytes === null ? 0 : byteLengthOf(text) - maxBytes;
  const canSend = text.trim() !== '' && excess <= 0;

  const send = (): void => {
    if (!canSend) return;
    onSend(text);
    setText('');
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {excess > 0 && (
        <p class="notice notice-wrong composer-notice" role="alert">
          Too long by {excess} bytes.
        </p>
      )}
      <textarea
        class="input composer-text"
        aria-label="Message"
        placeholder="Say something"
        rows={1}
        dir="auto"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // While a word is being composed, Enter chooses it.
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button
        class="button button-primary composer-send"
        type="submit"
        aria-label="Send"
        aria-disabled={!canSend}
      >
        <Icon name="send" />
      </button>
    </form>
  );
}
