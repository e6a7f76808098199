import { useEffect, useReducer, useState } from 'preact/hooks';

/**
 * Whether a stream has a picture: `coming` until it is known, `overdue` when
 * that takes longer than a connection does, `none` for sound alone.
 */
export type PictureState = 'coming' | 'overdue' | 'running' | 'none';

/** Two browsers that find a way to each other have found it by then. */
const patienceMs = 12_000;

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

  const state = stateOf(stream, track);
  const isOverdue = useIsOverdue(state === 'coming');
  return isOverdue ? 'overdue' : state;
}

function stateOf(stream: MediaStream | null, track: MediaStreamTrack | null): PictureState {
  if (stream === null) return 'coming';
  if (track === null || track.readyState === 'ended') return 'none';
  return track.muted ? 'coming' : 'running';
}

function useIsOverdue(isAwaited: boolean): boolean {
  const [isOverdue, setOverdue] = useState(false);
  useEffect(() => {
    if (!isAwaited) return;
    const timer = setTimeout(() => setOverdue(true), patienceMs);
    return () => {
      clearTimeout(timer);
      setOverdue(false);
    };
  }, [isAwaited]);
  return isAwaited && isOverdue;
}
