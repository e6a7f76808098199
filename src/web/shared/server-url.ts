/** The address of a WebSocket on the host that this page comes from. */
export function serverUrl(port: string = location.port): string {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${location.hostname}${port === '' ? '' : `:${port}`}/`;
}
