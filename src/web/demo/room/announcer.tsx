import { useEffect, useRef, useState } from 'preact/hooks';

import type { Identifier, Participant } from '../../../client/index.js';
import { changesOf } from './changes-of.js';

interface AnnouncerProps {
  readonly participants: readonly Participant[];
  readonly ownUserId: Identifier;
}

/** Tells screen readers who comes, goes and goes on stage; others see it. */
export function Announcer({ participants, ownUserId }: AnnouncerProps) {
  const before = useRef(participants);
  const [text, setText] = useState('');

  useEffect(() => {
    const changes = changesOf(before.current, participants, ownUserId);
    before.current = participants;
    if (changes.length > 0) setText(changes.join(' '));
  }, [participants, ownUserId]);

  return (
    <p class="visually-hidden" role="status" aria-label="News from the room">
      {text}
    </p>
  );
}
