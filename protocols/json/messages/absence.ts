import { z } from 'zod';
import { roomEventFields } from '../frame-text.js';
import type { UserAwayFrame, UserBackFrame } from '../frames.js';
import { serverSchemaParts } from '../schema-parts.js';
import type { Subject } from './message.js';

const { roomEvent } = serverSchemaParts;

/** Seats that are kept for lost connections. */
export const absence = {
  serverMessages: {
    'user-away': {
      schema: z.strictObject({ type: z.literal('user-away'), ...roomEvent, until: z.number() }),
      text: {
        summary: 'The connection of somebody is lost, and the seat kept for a while.',
        description: 'Only to those who joined with `presence` `delta`.',
        fields: {
          until: 'When the user leaves unless it comes back, in milliseconds since the epoch.',
        },
      },
    },
    'user-back': {
      schema: z.strictObject({ type: z.literal('user-back'), ...roomEvent }),
      text: {
        summary: 'Somebody who was away has the seat again, as it was.',
        description: 'Only to those who joined with `presence` `delta`.',
      },
    },
  },
  roomMessages: {
    'participant-away': {
      type: 'user-away',
      audience: 'delta',
      encode: (event) => {
        const { until } = event;
        const frame: UserAwayFrame = { type: 'user-away', ...roomEventFields(event), until };
        return JSON.stringify(frame);
      },
    },
    'participant-back': {
      type: 'user-back',
      audience: 'delta',
      encode: (event) => {
        const frame: UserBackFrame = { type: 'user-back', ...roomEventFields(event) };
        return JSON.stringify(frame);
      },
    },
  },
} satisfies Subject;
