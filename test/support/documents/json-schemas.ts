import { z } from 'zod';
import { serverMessages } from '../../../protocols/json/messages/index.js';
import { createClientSchemas } from '../../../protocols/json/schemas.js';

/** The schema of each client frame by its type, without a limit for names. */
export const clientSchemas = createClientSchemas(() => true);

/** Every frame that the server sends, exact to the field. */
export const serverFrameSchema = z.union(Object.values(serverMessages).map(({ schema }) => schema));
