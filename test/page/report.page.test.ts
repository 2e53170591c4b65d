/** The page of a verification as a browser shows it. */
import { expect, test } from 'vitest';
import { printPage } from '../../src/report/html/print-page.ts';
import { hostilePage, pageSample } from '../report/page-samples.ts';
import { seriousFaults } from './axe.ts';
import { describeInBrowser, keepScreenshot, newFaults } from './browser.ts';
import { textFaults } from './measure.ts';

describeInBrowser('the report', (browser) => {
  test.each(['light', 'dark'] as const)(
    'has all text in its place and to be read, and no serious fault of accessibility, in the %s scheme',
    async (colorScheme) => {
      // The policy of the page would keep the judge out.
      const page = await browser.open({ colorScheme, bypassCSP: true });
      for (const [name, source] of [
        ['report', pageSample(10)],
        ['report-hostile', hostilePage()],
      ] as const) {
        await page.setContent(printPage(source));
        for (const width of [400, 1200, 2400]) {
          await page.setViewportSize({ width, height: 900 });
          const contrast = width === 1200 || (colorScheme === 'light' && name === 'report');
          expect.soft(await textFaults(page, { contrast }), `${name} at ${width}`).toEqual([]);
          if (width !== 2400) await keepScreenshot(page, `${name}-${colorScheme}-${width}`);
        }
        expect.soft(await seriousFaults(page), name).toEqual([]);
      }
      await page.context().close();
    },
    110_000,
  );

  test('runs its own script and nothing else, and asks no network', async () => {
    const page = await browser.open();
    const faults = newFaults(page);
    await page.setContent(printPage(hostilePage()));
    expect(await page.locator('#shown').textContent()).toMatch(/^\d+ of \d+ findings$/);
    expect(await page.evaluate(() => Reflect.get(globalThis, 'hacked'))).toBeUndefined();
    expect(await page.locator('main script, main style, main img, main iframe').count()).toBe(0);
    expect(faults()).toEqual([]);
    await page.context().close();
  });

  test('is filtered, and shows a host, by keyboard alone', async () => {
    const page = await browser.open();
    await page.setContent(printPage(pageSample(10)));
    const shown = page.locator('.findings > li:visible');
    const all = await shown.count();
    await page.locator('#find').focus();
    await page.keyboard.type('no-common-proposal');
    expect(await shown.count()).toBeGreaterThan(0);
    expect(await shown.count()).toBeLessThan(all);
    for (let i = 0; i < 'no-common-proposal'.length; i += 1) await page.keyboard.press('Backspace');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.locator('.findings > li[data-severity=error]:visible').count()).toBe(0);
    await page.keyboard.press('Space');
    await page.locator('#find-host').focus();
    await page.keyboard.type('node-0005');
    expect(await page.locator('#hosts tbody tr:visible').count()).toBe(1);
    await page.locator('#hosts tbody tr:visible a').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#host h2').textContent()).toBe('node-0005.example.com');
    expect(await page.locator('#host').textContent()).toContain('broken (ipv4: unmatched-id): 5 pairs');
    await page.locator('#host a').first().focus();
    await page.keyboard.press('Enter');
    // The page is told of the new address after the key.
    await page.locator('#all').waitFor({ state: 'visible' });
    expect(await page.locator('#host').isVisible()).toBe(false);
    await page.context().close();
  });

  test('of 1,000 hosts opens and answers within two seconds', async () => {
    const page = await browser.open();
    await page.setContent(printPage(pageSample(1000)));
    const began = performance.now();
    await page.locator('#find-host').fill('node-0500');
    await page.locator('#hosts tbody tr:visible a').click();
    expect(await page.locator('#host h2').textContent()).toBe('node-0500.example.com');
    expect(performance.now() - began).toBeLessThan(2000);
    await page.context().close();
  });
});
