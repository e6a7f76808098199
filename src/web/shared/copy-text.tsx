import { useEffect, useRef, useState } from 'preact/hooks';

import { Icon } from './icons.js';

const thanksMs = 2500;

interface CopyTextProps {
  readonly text: string;
  /** The text on the button. */
  readonly label: string;
  /** The name of the field that shows the text where the clipboard is closed. */
  readonly fieldLabel: string;
}

/** Puts a text into the clipboard; where that is not allowed, shows it to be copied. */
export function CopyText({ text, label, fieldLabel }: CopyTextProps) {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'shown'>('none');
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (outcome === 'shown') {
      field.current?.focus();
      field.current?.select();
    }
    if (outcome !== 'copied') return;
    const timer = setTimeout(() => setOutcome('none'), thanksMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async (): Promise<void> => {
    try {
      // Only there for pages from HTTPS or this machine; without it this throws, too.
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      setOutcome('shown');
    }
  };

  return (
    <span class="copy">
      <button class="button button-small" type="button" onClick={() => void copy()}>
        <Icon name={outcome === 'copied' ? 'check' : 'link'} />
        {/* Both texts take the place of the longer one, so that nothing moves. */}
        <span class="copy-label" role="status">
          {outcome === 'copied' ? 'Copied' : label}
        </span>
      </button>
      {outcome === 'shown' && (
        <input
          ref={field}
          class="input copy-field"
          aria-label={fieldLabel}
          readonly
          value={text}
          onBlur={() => setOutcome('none')}
        />
      )}
    </span>
  );
}
