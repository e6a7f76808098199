import type { Identifier, Participant } from '../../../client/index.js';
import { Initials, NameText } from '../../shared/name.js';
import { keyOf } from '../../shared/text.js';

interface PeopleProps {
  readonly participants: readonly Participant[];
  readonly ownUserId: Identifier;
}

/** The people who are here, stream or are away, in the order in which they came. */
export function People({ participants, ownUserId }: PeopleProps) {
  return (
    <section id="people-panel" class="people" aria-labelledby="people-heading">
      <h2 id="people-heading">
        People <span class="people-count">{participants.length}</span>
      </h2>
      <ul class="people-list">
        {participants.map(({ userId, userName, isStreaming, isAway }) => (
          <li key={keyOf(userId)} class={isAway ? 'person person-away' : 'person'}>
            <Initials name={userName} />
            <span class="person-name">
              <NameText name={userName} />
              {userId === ownUserId && <span class="optional"> (you)</span>}
            </span>
            {isStreaming && !isAway && <span class="badge badge-live">live</span>}
            {isAway && <span class="badge">away</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
