/** Options of a rule in the one spelling that iptables-save writes. */
import type { RuleOption } from './ast.ts';

/** Long and old spellings. */
const spellings: Readonly<Record<string, string>> = {
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--protocol': '-p',
  '--match': '-m',
  '--jump': '-j',
  '--goto': '-g',
  '--fragment': '-f',
  '--source-port': '--sport',
  '--destination-port': '--dport',
  '--source-ports': '--sports',
  '--destination-ports': '--dports',
  '--state': '--ctstate',
};

/** The options with the spellings of iptables-save. */
export function canonicalOptions(options: readonly RuleOption[]): readonly RuleOption[] {
  return options.map((option) => ({ ...option, name: spellings[option.name] ?? option.name }));
}

/** A number as iptables writes marks: decimal, hexadecimal or octal. */
export function readNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^(0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text)) return undefined;
  const number = /^0\d/.test(text) ? Number.parseInt(text, 8) : Number(text);
  return number <= 0xffffffff ? number : undefined;
}

/** `VALUE/MASK`; without a mask all bits count. */
export function readMasked(text: string | undefined): { readonly value: number; readonly mask: number } | undefined {
  const [value, mask, ...more] = (text ?? '').split('/');
  const [read, bits] = [readNumber(value), mask === undefined ? 0xffffffff : readNumber(mask)];
  return read === undefined || bits === undefined || more.length > 0 ? undefined : { value: read, mask: bits };
}
