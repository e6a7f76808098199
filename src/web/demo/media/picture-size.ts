/**
 * The size of the picture to send. Everyone gets a copy of their own, so that in a
 * larger circle a smaller picture has to do.
 *
 * @param people everyone in the room, oneself included
 */
export function pictureSizeFor(people: number): MediaTrackConstraints {
  if (people <= 2) return ideally(1280, 720);
  return people <= 6 ? ideally(640, 360) : ideally(480, 270);
}

function ideally(width: number, height: number): MediaTrackConstraints {
  return { width: { ideal: width }, height: { ideal: height }, frameRate: { max: 24 } };
}
