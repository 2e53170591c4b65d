import type { NumberRange } from '../verdict/rule-set.ts';
import type { NftValue } from './ast.ts';

/** The numbers that a value stands for; nft writes ports and marks by number in JSON, so a name is one that we do not know. */
export function numberRange(value: NftValue): NumberRange | undefined {
  const [from, to] =
    value.kind === 'range' ? [value.from, value.to] : value.kind === 'one' ? [value.text, value.text] : [];
  const [first, last] = [number(from), number(to)];
  return first === undefined || last === undefined ? undefined : [first, last];
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^(\d{1,10}|0x[0-9a-fA-F]{1,8})$/.test(text) ? Number(text) : undefined;
}
