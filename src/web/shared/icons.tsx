/** Line drawings on a field of 24 by 24. */
const drawings = {
  away: 'M12 7v5l3 2M12 3a9 9 0 1 0 9 9',
  camera: 'M3 7h12v10H3zM15 11l6-4v10l-6-4z',
  'camera-off': 'M3 7h3m4 0h5v5m0 4v1H3V7M15 11l6-4v10l-3-2M3 3l18 18',
  chat: 'M4 5h16v11H10l-4 4v-4H4z',
  check: 'M5 12l5 5 9-10',
  leave: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  lock: 'M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3',
  microphone: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4',
  'microphone-off':
    'M9 6a3 3 0 0 1 6 0v5m-1.500 2.500A3 3 0 0 1 9 11V9M6 11a6 6 0 0 0 9.500 4.900M18 11a6 6 0 0 1-.500 2.300M12 17v4M3 3l18 18',
  people:
    'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM3 20a6 6 0 0 1 12 0M16 4.500a3.500 3.500 0 0 1 0 6M17.500 14.500A6 6 0 0 1 21 20',
  plus: 'M12 5v14M5 12h14',
  screen: 'M3 5h18v11H3zM9 20h6M12 16v4',
  'screen-off': 'M3 5h18v11H3zM9 20h6M12 16v4M9 8l6 5M15 8l-6 5',
  send: 'M4 12L20 4l-5 16-3-7z',
  sound: 'M4 9h4l5-4v14l-5-4H4zM16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11',
} as const;

export type IconName = keyof typeof drawings;

/** A picture beside or instead of words; for screen readers there is always a text somewhere else. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  );
}
