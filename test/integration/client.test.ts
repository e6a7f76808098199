import { expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { RoomClient } from '../../src/client/index.js';
import { startServer } from '../support/server.js';

it('joins and speaks', async () => {
  const { json } = await startServer();
  const ada = new RoomClient(json.url, { roomId: 'r', userId: 'ada', WebSocket });
  await ada.join();
  const said = await ada.sendMessage('hello');
  expect(ada.messages).toEqual([said]);
  await ada.startStreaming();
  expect(ada.streams).toEqual([{ userId: 'ada', streamName: 'ada' }]);
  expect(await ada.listRooms()).toHaveLength(1);
  await ada.leave();
  expect(ada.state).toEqual({ status: 'closed', reason: 'left' });
});
