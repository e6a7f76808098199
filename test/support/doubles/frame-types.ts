/** The types of the protocols' frames, read from their text: what is said of them must agree with that. */

/** Every JSON frame is written with its type first. */
export function jsonTypeOf(frame: string): string {
  const start = '{"type":"'.length;
  return frame.slice(start, frame.indexOf('"', start));
}

/** A list of the Red5 protocol is an object; a sentence never begins like one. */
export function red5TypeOf(frame: string): string {
  return frame.startsWith('{') ? 'list' : 'refusal';
}
