import { useContext, useEffect, useMemo, useState } from 'preact/hooks';

import type { Identifier, RoomClient } from '../../../client/index.js';
import { Mesh, type MeshPeer } from '../../../client/webrtc/index.js';
import { ServerConfigContext } from '../../shared/server-config.js';
import type { LocalMedia } from './local-media.js';
import { StreamKeeper } from './stream-keeper.js';

/** Everyone to whom there is a connection, and what comes from there. */
export type Peers = ReadonlyMap<Identifier, MeshPeer>;

/** Sends one's own picture and sound to the room, and shows what the others send. */
export function useMesh(client: RoomClient, media: LocalMedia): Peers {
  const [peers, setPeers] = useState<Peers>(new Map());
  const { iceServers } = useContext(ServerConfigContext);
  const keeper = useMemo(() => new StreamKeeper(client), [client]);

  useEffect(() => {
    const mesh = new Mesh(client, { rtcConfiguration: { iceServers } });
    const changed = (): void => {
      mesh.setLocalStream(media.state.stream);
      keeper.look(media.state.stream !== null);
    };
    const endings = [
      mesh.on('change', setPeers),
      media.subscribe(changed),
      client.subscribe(() => keeper.look(media.state.stream !== null)),
    ];
    setPeers(mesh.peers);
    changed();
    return () => {
      for (const end of endings) end();
      mesh.close();
    };
  }, [client, media, keeper, iceServers]);

  return peers;
}
