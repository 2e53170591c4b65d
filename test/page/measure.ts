/** What is wrong with the text of a page: measured in the browser, in pixels and colours as they are painted. */
import type { Page } from 'playwright-core';

/**
 * Faults of text: reaches out of the page or of its box, meets another text, or has too little contrast with what is behind
 * it (WCAG 2.2 §1.4.3: 4.5:1).
 */
export async function textFaults(
  page: Page,
  { selector = 'body', contrast = true }: { readonly selector?: string; readonly contrast?: boolean } = {},
): Promise<readonly string[]> {
  if (!contrast) return page.evaluate(measure, { painted: undefined, selector });
  const hide = await page.addStyleTag({
    content:
      '*,*::placeholder{color:transparent!important;caret-color:transparent!important} svg text{fill:transparent!important}',
  });
  const painted = (await page.screenshot({ fullPage: true })).toString('base64');
  await hide.evaluate((element) => element.parentNode?.removeChild(element));
  return page.evaluate(measure, { painted, selector });
}

/* Runs in the browser. */
async function measure({ painted, selector }: { painted: string | undefined; selector: string }): Promise<string[]> {
  const faults: string[] = [];
  const paintedPage = async () => {
    if (painted === undefined) return undefined;
    const bytes = Uint8Array.from(atob(painted), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('the browser must have a canvas');
    context.drawImage(image, 0, 0);
    return { context, image };
  };
  const seen = await paintedPage();
  const luminance = (rgb: readonly number[]): number => {
    const [r = 0, g = 0, b = 0] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const isInPicture = (element: Element): boolean =>
    element.closest('svg') !== null && element.namespaceURI?.endsWith('svg') === true;
  const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const root = document.querySelector(selector);
  if (root === null) throw new Error(`the page must have ${selector}`);
  const texts: {
    text: string;
    left: number;
    right: number;
    top: number;
    bottom: number;
    color: string;
    element: Element;
  }[] = [];
  const walker = document.createTreeWalker(root, 4);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (
      element === null ||
      text === '' ||
      element.closest('title,desc,style,script,noscript,option,textarea,.skip:not(:focus)') !== null
    )
      continue;
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true, contentVisibilityAuto: true }))
      continue;
    const style = getComputedStyle(element);
    const isSvg = isInPicture(element);
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = isSvg ? [element.getBoundingClientRect()] : [...range.getClientRects()];
    for (const rect of rects) {
      if (rect.width < 1 || rect.height < 1) continue;
      // A font's own height counts less than the letters that people see.
      const trim = isSvg ? 0 : Math.max(0, (rect.height - Number.parseFloat(style.fontSize) * 1.15) / 2);
      const [left, top] = [rect.left + window.scrollX, rect.top + window.scrollY + trim];
      texts.push({
        text: text.slice(0, 60),
        left,
        top,
        right: rect.right + window.scrollX,
        bottom: rect.bottom + window.scrollY - trim,
        color: isSvg ? style.fill : style.color,
        element,
      });
    }
  }
  for (const one of texts) {
    const { element } = one;
    const scroller = element.closest('[data-scrolls]');
    const limit =
      scroller === null
        ? document.documentElement.clientWidth
        : scroller.getBoundingClientRect().left + window.scrollX - scroller.scrollLeft + scroller.scrollWidth;
    const isSvg = isInPicture(element);
    const picture = isSvg ? element.closest('svg') : null;
    const frame = picture?.getBoundingClientRect();
    if (one.left < -0.5 || (!isSvg && one.right > limit + 1)) faults.push(`out of the page: ${one.text}`);
    if (
      frame !== undefined &&
      (one.left < frame.left + window.scrollX - 0.5 ||
        one.right > frame.right + window.scrollX + 0.5 ||
        one.bottom > frame.bottom + window.scrollY + 0.5)
    )
      faults.push(`out of the picture: ${one.text}`);
    if (picture !== null) {
      const [x, y] = [(one.left + one.right) / 2, (one.top + one.bottom) / 2];
      for (const box of picture.querySelectorAll('rect:not(.sm-page)')) {
        if (box.closest('pattern') !== null) continue;
        const rect = box.getBoundingClientRect();
        const [left, right, top, bottom] = [
          rect.left + window.scrollX,
          rect.right + window.scrollX,
          rect.top + window.scrollY,
          rect.bottom + window.scrollY,
        ];
        if (x < left || x > right || y < top || y > bottom) continue;
        if (one.left < left - 0.5 || one.right > right + 0.5 || one.top < top - 1 || one.bottom > bottom + 1)
          faults.push(`out of its box: ${one.text}`);
      }
    } else {
      for (let box: Element | null = element; box !== null && box !== root; box = box.parentElement) {
        const style = getComputedStyle(box);
        if (
          style.overflowX === 'hidden' &&
          style.textOverflow !== 'ellipsis' &&
          one.right > box.getBoundingClientRect().right + window.scrollX + 1
        )
          faults.push(`clipped: ${one.text}`);
      }
    }
    if (seen === undefined) continue;
    const { context, image } = seen;
    const [, ...parts] = /rgba?\((\d+), (\d+), (\d+)/.exec(one.color) ?? [];
    const own = luminance(parts.map(Number));
    const width = Math.max(1, Math.floor(one.right - one.left));
    const height = Math.max(1, Math.floor(one.bottom - one.top));
    const inView = one.left >= 0 && one.right <= image.width && one.bottom <= image.height;
    if (parts.length < 3 || !inView) continue;
    const { data } = context.getImageData(Math.round(one.left), Math.round(one.top), width, height);
    let worst = 21;
    for (let i = 0; i < data.length; i += 4)
      worst = Math.min(worst, contrast(own, luminance([...data.subarray(i, i + 3)])));
    if (worst < 4.5) faults.push(`contrast ${worst.toFixed(2)}: ${one.text}`);
  }
  const sorted = [...texts].sort((a, b) => a.top - b.top);
  for (const [i, one] of sorted.entries())
    for (let j = i + 1; j < sorted.length; j += 1) {
      const other = sorted[j];
      if (other === undefined || other.top >= one.bottom - 1) break;
      if (other.element === one.element) continue;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (across > 1 && down > 1) faults.push(`meets another: ${one.text} | ${other.text}`);
    }
  return [...new Set(faults)];
}
