import { vi } from 'vitest';

import { createDeferredBackplane } from '../support/doubles/delayed-backplane.js';
import { describeRecordedConversations } from './recorded-conversations.js';

// As behind a network: commands come back in a later turn, so that whoever
// relies on events that come while it dispatches is found out.
vi.mock('../../src/backplane/memory.js', () => ({
  createMemoryBackplane: createDeferredBackplane,
}));

// A pong does not wait for the backplane and may overtake what was asked before it.
describeRecordedConversations('over a backplane that answers late', { except: ['j14-ping'] });
