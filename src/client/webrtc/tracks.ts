/**
 * Makes a connection send these tracks and no others. A track takes the place
 * of one of its kind that is no longer sent: without a negotiation where
 * something is sent in that place, and without a description that grows for
 * ever where streams come and go.
 */
export async function sendTracks(
  connection: RTCPeerConnection,
  stream: MediaStream | null,
): Promise<void> {
  const streams = stream === null ? [] : [stream];
  const wanted = new Set(stream?.getTracks());
  const places = connection
    .getTransceivers()
    .filter((place) => !isStopped(place))
    .filter(({ sender }) => sender.track === null || !wanted.delete(sender.track))
    // Those in use come first: there, a track is replaced without a word.
    .sort((a, b) => Number(a.sender.track === null) - Number(b.sender.track === null));

  for (const track of wanted) {
    const index = places.findIndex(({ receiver }) => receiver.track.kind === track.kind);
    const [place] = index === -1 ? [] : places.splice(index, 1);
    if (place === undefined) connection.addTrack(track, ...streams);
    else await takePlace(place, track, streams);
  }
  for (const place of places) {
    if (place.sender.track !== null) await leavePlace(place);
  }
}

/** Whether a connection has anything to negotiate about. */
export function hasPlaces(connection: RTCPeerConnection): boolean {
  return connection.getTransceivers().some((place) => !isStopped(place));
}

/** Asks for whatever the other one has. */
export function askForTracks(connection: RTCPeerConnection): void {
  connection.addTransceiver('audio', { direction: 'recvonly' });
  connection.addTransceiver('video', { direction: 'recvonly' });
}

/** The tracks that the two have agreed will come from the other one. */
export function receivedTracks(connection: RTCPeerConnection): readonly MediaStreamTrack[] {
  return connection
    .getTransceivers()
    .filter(({ currentDirection }) => {
      return currentDirection === 'sendrecv' || currentDirection === 'recvonly';
    })
    .map(({ receiver }) => receiver.track);
}

async function takePlace(
  place: RTCRtpTransceiver,
  track: MediaStreamTrack,
  streams: readonly MediaStream[],
): Promise<void> {
  const wasInUse = place.sender.track !== null;
  await place.sender.replaceTrack(track);
  if (wasInUse) return;
  // The other one may want to send here too, now or later.
  place.direction = 'sendrecv';
  place.sender.setStreams(...streams);
}

async function leavePlace(place: RTCRtpTransceiver): Promise<void> {
  await place.sender.replaceTrack(null);
  place.direction = place.direction === 'sendrecv' ? 'recvonly' : 'inactive';
}

function isStopped({ direction, currentDirection }: RTCRtpTransceiver): boolean {
  return direction === 'stopped' || currentDirection === 'stopped';
}
