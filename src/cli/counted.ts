import { printable, type SafeText, safe } from './safe-text.ts';

/**
 * A number with its noun.
 *
 * @example counted(1, 'host') // 1 host
 * @example counted(2, 'family', 'families') // 2 families
 */
export function counted(count: number, noun: string, plural: string = `${noun}s`): SafeText {
  return safe`${count} ${printable(count === 1 ? noun : plural)}`;
}
