import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { describeInBrowser } from '../support/clients/browser.js';
import { servePage } from '../support/servers/page-server.js';
import { startServer } from '../support/servers/server.js';

describeInBrowser('a mesh and a client as they are in the field', (browser) => {
  const served = servePage('test/browser/webrtc-page.ts');
  const servedPlain = servePage('test/browser/webrtc-plain-page.ts');

  interface Pair {
    readonly mesh: Page;
    readonly plain: Page;
    joinMesh(): Promise<void>;
    joinPlain(): Promise<void>;
  }

  /** Two pages that have joined nothing yet. */
  async function pair(meshId: string, plainId: string): Promise<Pair> {
    const { json } = await startServer();
    const url = `ws://127.0.0.1:${json.port}`;
    const { page: mesh } = await browser.visit(served.url);
    const { page: plain } = await browser.visit(servedPlain.url);
    return {
      mesh,
      plain,
      joinMesh: () =>
        mesh.evaluate((part) => testbed.join(part), { url, roomId: 'lobby', userId: meshId }),
      joinPlain: () =>
        plain.evaluate(([url, userId]) => plainPage.join(url, 'lobby', userId), [
          url,
          plainId,
        ] as const),
    };
  }

  /** The names, in both orders, since they decide who offers. */
  const names = [
    ['ann', 'zoe'],
    ['zoe', 'ann'],
  ] as const;

  it.each(names)(
    '%s with the mesh and %s see each other, whoever starts first',
    async (own, other) => {
      for (const isMeshFirst of [true, false]) {
        const { mesh, plain, joinMesh, joinPlain } = await pair(own, other);
        await joinMesh();
        await joinPlain();
        const starts = [
          () => mesh.evaluate(() => testbed.start()),
          () => plain.evaluate(() => plainPage.start()),
        ];
        for (const start of isMeshFirst ? starts : starts.toReversed()) await start();
        await mesh.evaluate((id) => testbed.sees(id), other);
        await plain.evaluate((id) => plainPage.sees(id), own);
        expect(await mesh.evaluate(() => testbed.errors)).toEqual([]);
      }
    },
  );

  it.each(names)('%s with the mesh watches %s, who streamed before', async (own, other) => {
    const { mesh, plain, joinMesh, joinPlain } = await pair(own, other);
    await joinPlain();
    await plain.evaluate(() => plainPage.start());
    await joinMesh();
    await mesh.evaluate((id) => testbed.sees(id), other);
  });

  it.each(names)('%s with the mesh watches %s, who begins later', async (own, other) => {
    const { mesh, plain, joinMesh, joinPlain } = await pair(own, other);
    await joinMesh();
    await joinPlain();
    await plain.evaluate(() => plainPage.start());
    // Nobody offers to those who were there before: they have to ask.
    await mesh.evaluate((id) => testbed.sees(id), other);
  });

  it.each(names)('%s with the mesh is watched by %s', async (own, other) => {
    const { mesh, plain, joinMesh, joinPlain } = await pair(own, other);
    await joinMesh();
    await joinPlain();
    await mesh.evaluate(() => testbed.start());
    await plain.evaluate((id) => plainPage.sees(id), own);
  });
});
