import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

import type { TestBrowser, TestPage } from '../support/clients/browser.js';

/** Where pictures of the pages are left for people to look at. */
const pictures = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));

/** Video takes its time on a small machine. */
const patienceMs = 45_000;

/** Long texts by their beginning and their length: a failure has to be read by somebody. */
function abridged(text: string): string {
  return text.length < 300 ? text : `${text.slice(0, 40)} … (${String(text.length)})`;
}

declare global {
  var peerConnections: RTCPeerConnection[] | undefined;
}

/** Keeps the peer connections that a page makes, so that they can be asked for numbers. */
function keepPeerConnections(): void {
  const kept: RTCPeerConnection[] = [];
  globalThis.peerConnections = kept;
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      kept.push(this);
    }
  };
}

/** Somebody who uses the demo in a browser of their own. */
export class Person {
  readonly name: string;
  readonly page: Page;
  readonly #visit: TestPage;

  private constructor(name: string, visit: TestPage) {
    this.name = name;
    this.page = visit.page;
    this.#visit = visit;
  }

  /** Opens a page of the demo, and does nothing there yet. */
  static async visit(
    browser: TestBrowser,
    url: string,
    name: string,
    options?: BrowserContextOptions,
  ): Promise<Person> {
    const visit = await browser.visit('about:blank', options);
    await visit.context.addInitScript(keepPeerConnections);
    const person = new Person(name, visit);
    await person.page.goto(url);
    return person;
  }

  /** Comes in by the link to a room. */
  static async join(
    browser: TestBrowser,
    link: string,
    name: string,
    options?: BrowserContextOptions,
  ): Promise<Person> {
    const person = await Person.visit(browser, link, name, options);
    await person.page.getByLabel('Your name').fill(name);
    await person.page.getByRole('button', { name: 'Join' }).click();
    await person.isInside();
    return person;
  }

  /** Opens a room from the lobby. */
  static async open(
    browser: TestBrowser,
    lobby: string,
    name: string,
    room: { readonly name: string; readonly password?: string },
    options?: BrowserContextOptions,
  ): Promise<Person> {
    const person = await Person.visit(browser, lobby, name, options);
    await person.page.getByLabel('Your name').fill(name);
    await person.page.getByLabel('Name of the room').fill(room.name);
    await person.page.getByLabel('Password').fill(room.password ?? '');
    await person.page.getByRole('button', { name: 'Open the room' }).click();
    await person.isInside();
    return person;
  }

  /** The complaints of the browser. */
  get complaints(): readonly string[] {
    return this.#visit.complaints;
  }

  get link(): string {
    return this.page.url();
  }

  /** Where the connection stands, as the head of the page says. */
  get connection(): Locator {
    return this.page.locator('.connection-text');
  }

  async isInside(): Promise<void> {
    await this.connection.getByText('Connected').waitFor({ timeout: patienceMs });
    await this.page.getByLabel('Message').waitFor();
  }

  async isOffline(offline: boolean): Promise<void> {
    await this.#visit.context.setOffline(offline);
  }

  /** Switches something on or off. */
  async press(name: 'Camera' | 'Microphone' | 'Screen' | 'Leave'): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  async say(text: string): Promise<void> {
    await this.page.getByLabel('Message').fill(text);
    await this.page.getByLabel('Message').press('Enter');
  }

  /** The messages that the chat shows, oldest first. */
  messages(): Promise<string[]> {
    return this.page.locator('.message-body').allTextContents();
  }

  async hasRead(messages: readonly string[]): Promise<void> {
    const shown = async (): Promise<string[]> => (await this.messages()).map(abridged);
    await expect.poll(shown, { timeout: patienceMs }).toEqual(messages.map(abridged));
    await expect.poll(() => this.page.getByText('Sending …').count()).toBe(0);
  }

  /** Names of those who are here, as the list has them. */
  async sees(...people: readonly string[]): Promise<void> {
    await expect
      .poll(() => this.page.locator('.person .name').allTextContents(), { timeout: patienceMs })
      .toEqual(people);
  }

  /** Waits until these people's pictures, and no others, are on the stage and move. */
  async seesVideoOf(...people: readonly Person[]): Promise<void> {
    const labels = people.map(({ name }) => `Picture of ${name}`).sort();
    await expect
      .poll(async () => Object.keys(await this.#decodedFrames()).sort(), { timeout: patienceMs })
      .toEqual(labels);
    const before = await this.#decodedFrames();
    await expect
      .poll(
        async () => {
          const now = await this.#decodedFrames();
          return labels.filter((label) => (now[label] ?? 0) <= (before[label] ?? 0));
        },
        { timeout: patienceMs },
      )
      .toEqual([]);
  }

  /** The number of frames of each picture on the stage that have come over the network and been decoded. */
  #decodedFrames(): Promise<Record<string, number>> {
    return this.page.evaluate(async () => {
      const decoded = new Map<unknown, number>();
      for (const connection of globalThis.peerConnections ?? []) {
        for (const report of (await connection.getStats()).values()) {
          const { type, kind, trackIdentifier, framesDecoded } = report as Record<string, unknown>;
          if (type !== 'inbound-rtp' || kind !== 'video') continue;
          decoded.set(trackIdentifier, Number(framesDecoded ?? 0));
        }
      }
      const videos = [...document.querySelectorAll<HTMLVideoElement>('.tile video')];
      return Object.fromEntries(
        videos
          .filter(({ ariaLabel }) => ariaLabel !== 'Your picture')
          .map(({ ariaLabel, srcObject }) => {
            const [track] = srcObject instanceof MediaStream ? srcObject.getVideoTracks() : [];
            return [ariaLabel ?? '', decoded.get(track?.id) ?? 0];
          }),
      );
    });
  }

  /** Leaves a picture of the page for people to look at. */
  async photograph(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}
