import { useEffect, useReducer } from 'preact/hooks';

/** Whether a stream has a picture: `coming` until it is known, `none` for sound alone. */
export type PictureState = 'coming' | 'running' | 'none';

/** Watches a stream's picture, as tracks come, go, and begin or cease to deliver. */
export function usePictureState(stream: MediaStream | null): PictureState {
  const [, render] = useReducer<number, undefined>((renders) => renders + 1, 0);
  const track = stream?.getVideoTracks()[0] ?? null;

  useEffect(() => {
    const changed = (): void => render(undefined);
    stream?.addEventListener('addtrack', changed);
    stream?.addEventListener('removetrack', changed);
    return () => {
      stream?.removeEventListener('addtrack', changed);
      stream?.removeEventListener('removetrack', changed);
    };
  }, [stream]);

  useEffect(() => {
    const changed = (): void => render(undefined);
    const events = ['mute', 'unmute', 'ended'] as const;
    for (const event of events) track?.addEventListener(event, changed);
    return () => {
      for (const event of events) track?.removeEventListener(event, changed);
    };
  }, [track]);

  if (stream === null) return 'coming';
  if (track === null || track.readyState === 'ended') return 'none';
  return track.muted ? 'coming' : 'running';
}
