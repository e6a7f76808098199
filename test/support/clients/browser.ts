import { existsSync } from 'node:fs';

import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';

/** Where Debian puts it. */
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

const howToInstall = `Chromium is not at ${executablePath}: run "apt-get install chromium fonts-noto-core", or set CHROMIUM_PATH.`;

/** Under continuous integration a test that did not run is a failure, not a convenience. */
const mustRun = process.env['CI'] === 'true' || process.env['CI'] === '1';

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-proxy-server',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A camera that shows a clock, a microphone that beeps, and no question asked.
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // Without this, pages offer each other .local names that nobody here can look up.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];

/** Video takes its time on a small machine. */
const testTimeoutMs = 90_000;

/** A page, and what went wrong in it. */
export interface TestPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The errors and warnings of the page itself, or of the browser about it. */
  readonly complaints: readonly string[];
}

/** The browser of one test file. */
export class TestBrowser {
  #browser: Browser | null = null;

  /** @throws Error that says what to install */
  async open(): Promise<void> {
    if (!existsSync(executablePath)) throw new Error(howToInstall);
    this.#browser = await chromium.launch({ executablePath, args: switches });
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    this.#browser = null;
  }

  /**
   * Opens a page as somebody else would have it: storage, permissions and
   * connectivity are its own. It is closed when the test is over, and the test
   * fails if an exception of the page was caught by nobody.
   */
  async visit(url: string, options: BrowserContextOptions = {}): Promise<TestPage> {
    if (this.#browser === null) throw new Error('the browser is not open');
    const context = await this.#browser.newContext(options);
    const exceptions: Error[] = [];
    const complaints: string[] = [];
    context.on('weberror', (error) => exceptions.push(error.error()));
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    onTestFinished(async () => {
      await context.close();
      if (exceptions.length > 0) throw new Error('the page has failed', { cause: exceptions });
    });
    const page = await context.newPage();
    await page.goto(url);
    return { page, context, complaints };
  }
}

/**
 * Tests that need a real browser. Where there is none they are skipped with a
 * line that says what to install; under continuous integration they fail.
 */
export function describeInBrowser(title: string, tests: (browser: TestBrowser) => void): void {
  const browser = new TestBrowser();
  if (!mustRun && !existsSync(executablePath)) {
    process.stderr.write(`Skipped: ${title}. ${howToInstall}\n`);
    describe.skip(title, () => tests(browser));
    return;
  }
  describe(title, { timeout: testTimeoutMs }, () => {
    beforeAll(() => browser.open());
    afterAll(() => browser.close());
    tests(browser);
  });
}
