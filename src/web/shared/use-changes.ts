import { useLayoutEffect, useReducer } from 'preact/hooks';

/** Something that says when it has changed. */
interface Changing {
  subscribe(listener: () => void): () => void;
}

/** Renders the component again whenever one of these has changed. */
export function useChanges(...sources: readonly Changing[]): void {
  const [, render] = useReducer<number, undefined>((renders) => renders + 1, 0);
  useLayoutEffect(() => {
    const endings = sources.map((source) => source.subscribe(() => render(undefined)));
    // What changed between the first rendering and now would be missed otherwise.
    render(undefined);
    return () => {
      for (const end of endings) end();
    };
    // The number of sources is fixed at each call.
  }, sources);
}
