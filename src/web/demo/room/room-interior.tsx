import { useEffect, useRef, useState } from 'preact/hooks';

import type { RoomClient } from '../../../client/index.js';
import { ownName } from '../../shared/identity.js';
import { plainText } from '../../shared/text.js';
import { useChanges } from '../../shared/use-changes.js';
import { LocalMedia } from '../media/local-media.js';
import { useMesh } from '../media/use-mesh.js';
import { Announcer } from './announcer.js';
import { RoomHeader } from './room-header.js';
import { Side } from './side.js';
import { Stage } from './stage.js';
import { Toolbar } from './toolbar.js';

interface RoomInteriorProps {
  readonly client: RoomClient;
  readonly onLeave: () => void;
  /** After the connection has ended for good. */
  readonly onEnterAgain: () => void;
}

/** The inside of a room. */
export function RoomInterior({ client, onLeave, onEnterAgain }: RoomInteriorProps) {
  const [media] = useState(() => new LocalMedia(ownName.read()));
  useChanges(client, media);
  const peers = useMesh(client, media);
  const heading = useRef<HTMLHeadingElement>(null);
  const name = client.room?.roomName ?? '';

  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    document.title = `${plainText(name)} · Callboard`;
  }, [name]);
  useEffect(() => () => media.close(), [media]);
  const people = client.participants.length;
  useEffect(() => media.fitTo(people), [media, people]);

  return (
    <div class="room">
      <RoomHeader heading={heading} client={client} onEnterAgain={onEnterAgain} />
      <Stage client={client} media={media.state} peers={peers} />
      <Side client={client} />
      <Toolbar media={media} onLeave={onLeave} />
      <Announcer participants={client.participants} ownUserId={client.userId} />
    </div>
  );
}
