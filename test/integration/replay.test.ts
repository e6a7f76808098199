import { describeRecordedConversations } from './recorded-conversations.js';

describeRecordedConversations('in one process');
