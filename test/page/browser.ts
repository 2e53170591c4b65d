/** Debian's Chromium, for tests of what people look at. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { hasTool, testMissing } from '../support/real-tool.ts';

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Opens pages; each test closes what it opened. */
export interface OpenBrowser {
  readonly open: (options?: BrowserContextOptions) => Promise<Page>;
}

/** A group of tests that look through a browser; where there is none, one skipped test that names it, and with `CI=true` a failed one. */
export function describeInBrowser(name: string, body: (browser: OpenBrowser) => void): void {
  describe(name, () => {
    if (program === undefined && !hasTool('chromium')) {
      testMissing('chromium');
      return;
    }
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: program ?? 'chromium',
        args: ['--no-sandbox', '--disable-gpu'],
      });
    });
    afterAll(async () => browser?.close());
    body({
      open: async (options) => {
        if (browser === undefined) throw new Error('the browser must be open');
        const context = await browser.newContext(options);
        // Whatever is shown here is self-contained: a request to anywhere is a fault.
        await context.route(/^(https?|wss?):/, (route) => route.abort());
        return context.newPage();
      },
    });
  });
}

/** Collects what a page complains of: errors, and what its policy refused; gives what came since. */
export function newFaults(page: Page): () => readonly string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url())) faults.push(`asks for ${request.url()}`);
  });
  return () => faults;
}

const folder = process.env.SWANMESH_SCREENSHOTS;

/** Keeps what a page looks like, where `SWANMESH_SCREENSHOTS` names a folder. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
