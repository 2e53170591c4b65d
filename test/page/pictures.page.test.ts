/** Pictures as a browser shows them. */
import { expect, test } from 'vitest';
import { printPicture } from '../../src/graph/picture.ts';
import { samples } from '../graph/samples.ts';
import { describeInBrowser, keepScreenshot } from './browser.ts';
import { textFaults } from './measure.ts';

/** A picture has one size, so that its colours do not depend on that of the window: one of each kind is looked at in all. */
const isPlain = (name: string): boolean => !name.includes('-');

describeInBrowser('every picture', (browser) => {
  test.each(['light', 'dark'] as const)(
    'has all text in its place and to be read, in the %s scheme at 400, 1,200 and 2,400 pixels',
    async (colorScheme) => {
      const page = await browser.open({ colorScheme });
      for (const { name, picture, value } of samples()) {
        const svg = printPicture(picture, value, 'svg');
        for (const width of [400, 1200, 2400]) {
          await page.setViewportSize({ width, height: 800 });
          await page.setContent(`<!doctype html><body style="margin:0">${svg.replace(/^<\?xml.*\?>/, '')}</body>`);
          const contrast = width === 1200 || (colorScheme === 'light' && isPlain(name));
          expect.soft(await textFaults(page, { contrast }), `${name} at ${width}`).toEqual([]);
          if (width === 1200) await keepScreenshot(page, `${name}-${colorScheme}`);
        }
      }
      await page.context().close();
    },
    110_000,
  );
});
