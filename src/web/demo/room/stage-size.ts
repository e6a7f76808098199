import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

import type { Size } from './arrange.js';

/** The room inside an element, in pixels, as it changes; null before it is known. */
export function useInnerSize(element: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setSize({ width, height });
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
