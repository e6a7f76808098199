/** The script of a page that is in a room with React. Tests reach it as `reactPage`. */

import { createElement, memo, type ReactNode, StrictMode, useEffect } from 'react';
import { createRoot, type Root } from 'react-dom/client';

import {
  type RoomStore,
  useRoom,
  type UseRoomOptions,
  type UseRoomResult,
  useRoomStore,
  useRoomValue,
} from '../../src/client/react/index.js';

declare global {
  // Only `var` makes a global that other scripts see.
  var reactPage: ReactPage;
}

/** The times that each component was rendered and shown. */
interface Counts {
  whole: number;
  streams: number;
  parent: number;
}

class ReactPage {
  readonly counts: Counts = { whole: 0, streams: 0, parent: 0 };
  /** The newest result of `useRoom`. */
  room: UseRoomResult | null = null;
  /** Every state of the room that was shown, without repetitions. */
  readonly shown: string[] = [];
  #root: Root | null = null;

  /** Shows a room, or shows it differently. */
  show(options: UseRoomOptions, component: 'whole' | 'parts' | 'greeting' = 'whole'): void {
    this.#root ??= createRoot(document.getElementById('root') ?? document.body);
    const components = { whole: Whole, parts: Parts, greeting: Greeting };
    const element = createElement(components[component], { options });
    this.#root.render(createElement(StrictMode, null, element));
  }

  hide(): void {
    this.#root?.unmount();
    this.#root = null;
  }
}

/** Reads everything. */
function Whole({ options }: { readonly options: UseRoomOptions }): ReactNode {
  const room = useRoom(options);
  useEffect(() => {
    const { state, participants, messages } = room;
    reactPage.room = room;
    reactPage.counts.whole += 1;
    const said = messages.map(({ content }) => String(content)).join(' ');
    const names = participants.map(({ userId }) => String(userId)).join(' ');
    const line = `${state.status}: ${names}: ${said}`;
    if (reactPage.shown.at(-1) !== line) reactPage.shown.push(line);
  }, [room]);
  return createElement('p', null, room.state.status);
}

/** Hands the room on to a component that reads its streams. */
function Parts({ options }: { readonly options: UseRoomOptions }): ReactNode {
  const store = useRoomStore(options);
  useEffect(() => {
    reactPage.counts.parent += 1;
  });
  return createElement(Streams, { store });
}

const Streams = memo(function Streams({ store }: { readonly store: RoomStore }): ReactNode {
  const streams = useRoomValue(store, (room) => room.streams);
  useEffect(() => {
    reactPage.counts.streams += 1;
  });
  return createElement('p', null, `streams: ${streams.map(({ userId }) => userId).join(' ')}`);
});

/** Says something as soon as it is there. */
function Greeting({ options }: { readonly options: UseRoomOptions }): ReactNode {
  const { sendMessage, messages } = useRoom(options);
  useEffect(() => {
    void sendMessage('hello').catch(() => undefined);
  }, [sendMessage]);
  return createElement('p', null, messages.map(({ content }) => String(content)).join(' '));
}

globalThis.reactPage = new ReactPage();
