/** Graphs before Mermaid itself. */
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { printPicture } from '../../src/graph/picture.ts';
import { samples } from '../graph/samples.ts';
import { describeInBrowser } from './browser.ts';

const mermaid = createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js');

/** What Mermaid makes of a text; runs in the browser. */
async function drawn(text: string): Promise<{ fault?: string; nodes: number; scripts: number }> {
  const judge: typeof import('mermaid').default = Reflect.get(globalThis, 'mermaid');
  judge.initialize({ startOnLoad: false, securityLevel: 'strict', maxTextSize: 1_000_000, maxEdges: 5000 });
  try {
    const { svg } = await judge.render('picture', text);
    const box = document.createElement('div');
    box.innerHTML = svg;
    return { nodes: box.querySelectorAll('g.node').length, scripts: box.querySelectorAll('script').length };
  } catch (error) {
    return { fault: String(error).slice(0, 300), nodes: 0, scripts: 0 };
  }
}

describeInBrowser('Mermaid', (browser) => {
  test('draws every graph with the nodes that were meant and nothing else', async () => {
    const page = await browser.open();
    await page.setContent('<!doctype html><body></body>');
    await page.addScriptTag({ path: mermaid });
    for (const { name, picture, value } of samples().filter(({ name }) => !name.includes('1000'))) {
      const { nodes } = picture.graph(value);
      const found = await page.evaluate(drawn, printPicture(picture, value, 'mermaid'));
      expect.soft(found, name).toEqual({ nodes: nodes.length, scripts: 0 });
    }
    await page.context().close();
  }, 110_000);
});
