import { describe } from 'vitest';
import { testMissing } from '../real-tool.ts';
import { missingForBoxes } from './host-box.ts';

/** A group of tests with hosts in boxes; where this machine cannot have them, one test that says why. */
export function describeWithBoxes(name: string, body: () => void): void {
  const missing = missingForBoxes();
  describe(name, missing === undefined ? body : () => testMissing(missing));
}
