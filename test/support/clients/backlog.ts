import { describeSetting } from '../../../src/settings/settings.js';
import { JsonParticipant } from './json-participant.js';
import { RawConnection } from './raw-connection.js';

/** Chat messages in a backlog; together they are more than the kernel takes for a connection. */
export const backlogMessages = 300;

const messageBytes = 60_000;

/** Settings with which a backlog may be said, and may wait. */
export const backlogSettings = { maxQueuedBytes: 2 ** 30, rateLimitPerSecond: 0 } as const;

/** The same as flags. */
export const backlogFlags: readonly string[] = [
  `${describeSetting('maxQueuedBytes').flag}=${backlogSettings.maxQueuedBytes}`,
  `${describeSetting('rateLimitPerSecond').flag}=${backlogSettings.rateLimitPerSecond}`,
];

/**
 * Somebody in a room who reads nothing any more, for whom the server holds what
 * the kernel does not take.
 *
 * @param port of the JSON protocol
 */
export async function joinWithBacklog(port: number): Promise<RawConnection> {
  const sleeper = await RawConnection.joined(port, 'backlog', 'sleeper');
  sleeper.socket.pause();
  const talker = await JsonParticipant.join(`ws://127.0.0.1:${port}`, 'backlog', 'talker');
  const content = 'x'.repeat(messageBytes);
  for (let said = 0; said < backlogMessages; said += 1) {
    talker.act('chat-message', { content });
    // Its own echo shows that the message went to the sleeper, too.
    await talker.next('chat-message');
  }
  await talker.connection.close(1000);
  return sleeper;
}
