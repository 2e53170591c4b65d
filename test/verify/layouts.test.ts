import { expect, test } from 'vitest';
import { newLayouts } from '../../src/verify/layouts.ts';

test('a keyword that got a high number, because many texts came before it, is no other keyword', () => {
  const layouts = newLayouts();
  const first = layouts.append(0, 3, 1, 2);
  layouts.append(first, 5, 2, 2);
  const late = layouts.append(0, 5 + 1024, 2, 2);
  expect(layouts.find(late, 5)).toBeUndefined();
  expect(layouts.find(late, 5 + 1024)).toEqual({ nameId: 5 + 1024, below: 2, column: 2 });
});

test('a keyword that stands twice is seen, in whichever part of the section it stands', () => {
  const layouts = newLayouts();
  const once = layouts.append(layouts.append(0, 3, 1, 2), 4, 2, 2);
  expect(layouts.repeats(once)).toBe(false);
  expect(layouts.repeats(layouts.append(once, 3, 3, 2))).toBe(true);
  expect(layouts.repeats(layouts.join(once, layouts.append(0, 4, 1, 2), 2))).toBe(true);
  expect(layouts.repeats(layouts.join(once, layouts.append(0, 5, 1, 2), 2))).toBe(false);
});

test('lines that are joined stand below those that were there', () => {
  const layouts = newLayouts();
  const below = layouts.append(0, 9, 1, 2);
  expect(layouts.find(layouts.join(layouts.append(0, 3, 1, 2), below, 4), 9)).toMatchObject({ below: 5 });
  expect(layouts.find(layouts.join(0, below, 4), 9)).toMatchObject({ below: 5 });
});
