/** The script of a page with a client as they are in the field. Tests reach it as `plainPage`. */

import { PlainClient } from './webrtc-plain-client.js';

declare global {
  // Only `var` makes a global that other scripts see.
  var plainPage: PlainPage;
}

class PlainPage {
  #client: PlainClient | null = null;

  async join(url: string, roomId: string, userId: string): Promise<void> {
    this.#client = await PlainClient.join(url, roomId, userId);
  }

  async start(): Promise<void> {
    const video = { width: 160, height: 120 };
    this.#client?.start(await navigator.mediaDevices.getUserMedia({ audio: true, video }));
  }

  /** Resolves when this participant is seen moving. */
  async sees(userId: string): Promise<void> {
    const before = (await this.#client?.frames(userId)) ?? 0;
    const deadline = performance.now() + 45_000;
    while (((await this.#client?.frames(userId)) ?? 0) < before + 5) {
      if (performance.now() > deadline) throw new Error(`${userId} is not seen`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

globalThis.plainPage = new PlainPage();
