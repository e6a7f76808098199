import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** So near to the end counts as at the end, in pixels. */
const tolerance = 48;

/**
 * Keeps a list at its end while it grows, unless the user has scrolled back to
 * read.
 *
 * @param contents what the list shows: looked at again when one of them changes
 */
export function useStickyEnd(...contents: readonly unknown[]): {
  readonly list: RefObject<HTMLDivElement | null>;
  readonly isAtEnd: boolean;
  readonly goToEnd: () => void;
} {
  const list = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);

  useEffect(() => {
    const { current } = list;
    if (current === null) return;
    const scrolled = (): void => {
      const { scrollHeight, scrollTop, clientHeight } = current;
      sticks.current = scrollHeight - scrollTop - clientHeight < tolerance;
      setAtEnd(sticks.current);
    };
    current.addEventListener('scroll', scrolled, { passive: true });
    // A list that becomes smaller would hide its end without having been scrolled.
    const observer = new ResizeObserver(() => sticks.current && toEnd(current));
    observer.observe(current);
    return () => {
      current.removeEventListener('scroll', scrolled);
      observer.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    if (sticks.current && list.current !== null) toEnd(list.current);
  }, contents);

  return {
    list,
    isAtEnd,
    goToEnd() {
      if (list.current !== null) toEnd(list.current);
      list.current?.focus();
    },
  };
}

function toEnd(element: HTMLElement): void {
  element.scrollTop = element.scrollHeight;
}
