import { soundsSecret } from '../../diagnostics/secret-looks.ts';
import { taint, taintWhole } from './taint.ts';

/**
 * Taints every text under a key that sounds like one for a secret, such as `ansible_password`.
 *
 * @param isShown texts that are none there, such as the path of a key
 */
export function taintNamed(value: unknown, isShown: (text: string) => boolean = () => false): void {
  const open: { readonly part: unknown; readonly isSecret: boolean }[] = [{ part: value, isSecret: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { part, isSecret } = next;
    if (typeof part === 'string' && isSecret && !isShown(part)) {
      if (/[./]/.test(part)) taintWhole(part);
      else taint(part);
    }
    if (typeof part !== 'object' || part === null) continue;
    for (const [key, inner] of Object.entries(part))
      open.push({ part: inner, isSecret: isSecret || (!Array.isArray(part) && soundsSecret(key)) });
  }
}
