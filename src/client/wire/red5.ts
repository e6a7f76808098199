/**
 * The address at which a stream is listed. A plus is escaped like everything
 * else: in this dialect it would stay a plus, elsewhere it may not.
 *
 * @throws TypeError if a name is empty: the server would refuse it
 */
export function listUrl(url: string, room: string, streamName: string): string {
  if (room === '' || streamName === '') throw new TypeError('room and streamName are required');
  const names = `room=${encodeURIComponent(room)}&streamName=${encodeURIComponent(streamName)}`;
  return `${url}${url.includes('?') ? '&' : '?'}${names}`;
}

/** The names in a list, each once; null if the text is no list. */
export function readStreams(text: string): readonly string[] | null {
  const list = parse(text);
  if (typeof list !== 'object' || list === null || !('streams' in list)) return null;
  const { streams } = list;
  if (!Array.isArray(streams)) return null;
  // Some servers list names that are none.
  const names = streams.filter((name) => typeof name === 'string');
  return [...new Set(names)];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
