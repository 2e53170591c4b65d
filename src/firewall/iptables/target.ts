/** What targets of iptables do with a packet. */
import { addressSet, readRange } from '../verdict/address-range.ts';
import type { Action, NumberRange, Translation } from '../verdict/rule-set.ts';
import type { RuleOption } from './ast.ts';
import { readMasked, readNumber } from './options.ts';

/** Targets that let the packet go on to the next rule as it was, as far as anything is matched here. */
const passing: readonly string[] = [
  ...[
    'LOG',
    'NFLOG',
    'ULOG',
    'AUDIT',
    'TRACE',
    'SECMARK',
    'CONNSECMARK',
    'CLASSIFY',
    'DSCP',
    'TOS',
    'ECN',
    'TTL',
    'HL',
  ],
  ...['TCPMSS', 'TCPOPTSTRIP', 'CHECKSUM', 'RATEEST', 'LED', 'IDLETIMER', 'TEE', 'ACCOUNT', 'SET', 'log'],
];

/**
 * What the target does, one action after the other.
 *
 * @param options the target and what follows it
 * @param chainOf the key of a chain by its name
 * @see iptables-extensions(8)
 */
export function targetOf(
  options: readonly RuleOption[],
  chainOf: (name: string) => string | undefined,
): readonly Action[] {
  const [target, ...rest] = options;
  const name = target?.values[0];
  if (target === undefined || name === undefined) return [];
  const chain = chainOf(name);
  if (chain !== undefined) return [{ kind: target.name === '-g' ? 'goto' : 'jump', chain }];
  const given = (option: string) => rest.find((one) => one.name === option);
  const value = (option: string) => given(option)?.values[0];
  switch (name) {
    case 'ACCEPT':
      return [{ kind: 'accept' }];
    case 'DROP':
    case 'REJECT':
      return [{ kind: 'drop' }];
    case 'RETURN':
      return [{ kind: 'return' }];
    case 'NOTRACK':
      return [{ kind: 'untrack' }];
    case 'CT':
      return given('--notrack') === undefined ? [{ kind: 'pass' }] : [{ kind: 'untrack' }];
    case 'MARK':
      return [markTarget('packet', rest)];
    case 'CONNMARK':
      return [connmarkTarget(rest)];
    case 'DNAT':
      return [translateTo('destination', value('--to-destination'), name)];
    case 'SNAT':
      return [translateTo('source', value('--to-source'), name)];
    case 'MASQUERADE':
      return [{ kind: 'translate', to: { end: 'source', ownAddress: true } }];
    case 'REDIRECT': {
      const ports = portsOf(value('--to-ports') ?? value('--to-port'));
      return [
        { kind: 'translate', to: { end: 'destination', ownAddress: true, ...(ports === undefined ? {} : { ports }) } },
      ];
    }
    default:
      return targetByName(name);
  }
}

/** What is known of a target by its name alone, where nobody tells its arguments. */
export function targetByName(name: string): readonly Action[] {
  switch (name) {
    case 'REJECT':
    case 'reject':
      return [{ kind: 'drop' }];
    case 'MASQUERADE':
      return [{ kind: 'translate', to: { end: 'source', ownAddress: true } }];
    case 'NOTRACK':
      return [{ kind: 'untrack' }];
    case 'CT':
      return [
        {
          kind: 'branch',
          branches: [{ conditions: [{ kind: 'unknown', what: name }], action: { kind: 'untrack' } }],
          complete: false,
        },
      ];
    case 'MARK':
      return [{ kind: 'mark', of: 'packet', to: 'unknown' }];
    case 'CONNMARK':
      return (['packet', 'connection'] as const).map((of) => ({ kind: 'mark', of, to: 'unknown' }));
    case 'DNAT':
    case 'REDIRECT':
      return [{ kind: 'translate', to: { end: 'destination', what: name } }];
    case 'SNAT':
      return [{ kind: 'translate', to: { end: 'source', what: name } }];
    case 'NETMAP':
      return [{ kind: 'unknown', what: name }];
    default:
      return [passing.includes(name) ? { kind: 'pass' } : { kind: 'unknown', what: name }];
  }
}

function markTarget(of: 'packet' | 'connection', options: readonly RuleOption[]): Action {
  const [option] = options;
  const [text] = option?.values ?? [];
  const own = (keep: number, value: number): Action => {
    const [packet, connection] = of === 'packet' ? [keep >>> 0, 0] : [0, keep >>> 0];
    return { kind: 'mark', of, to: { packet, connection, value: value >>> 0 } };
  };
  const [masked, number] = [readMasked(text), readNumber(text)];
  switch (option?.name) {
    case '--set-xmark':
      if (masked !== undefined) return own(~masked.mask, masked.value);
      break;
    case '--set-mark':
      if (masked !== undefined) return own(~(masked.mask | masked.value), masked.value);
      break;
    case '--and-mark':
      if (number !== undefined) return own(number, 0);
      break;
    case '--or-mark':
      if (number !== undefined) return own(~number, number);
      break;
    case '--xor-mark':
      if (number !== undefined) return own(0xffffffff, number);
      break;
  }
  return { kind: 'mark', of, to: 'unknown' };
}

function connmarkTarget(options: readonly RuleOption[]): Action {
  const [first] = options;
  const mask = (name: string) => {
    const text = options.find((one) => one.name === name)?.values[0];
    return text === undefined ? 0xffffffff : (readNumber(text) ?? undefined);
  };
  const [nf, ct] = [mask('--nfmask') ?? mask('--mask'), mask('--ctmask') ?? mask('--mask')];
  if (first?.name === '--save-mark' || first?.name === '--restore-mark') {
    const saves = first.name === '--save-mark';
    const of = saves ? 'connection' : 'packet';
    if (nf === undefined || ct === undefined) return { kind: 'mark', of, to: 'unknown' };
    const to = saves
      ? { packet: nf, connection: ~ct >>> 0, value: 0 }
      : { packet: ~nf >>> 0, connection: ct, value: 0 };
    return { kind: 'mark', of, to };
  }
  return markTarget('connection', options);
}

/** `10.0.0.9`, `10.0.0.9-10.0.0.12:500-600`, `[fd00::1]:500`, `:500`. */
function translateTo(end: Translation['end'], text: string | undefined, what: string): Action {
  const [, inBrackets, plain, ports] =
    /^(?:\[([^\]]*)\]|([^:]*|[^[\]]*:[^[\]]*:[^[\]]*))(?::([\d-]+)(?:\/\d+)?)?$/.exec(text ?? '') ?? [];
  const address = inBrackets ?? plain ?? '';
  const range = address === '' ? undefined : readRange(address);
  const read = portsOf(ports);
  const unread = (address === '' && read === undefined) || (address !== '' && range === undefined);
  const to: Translation = {
    end,
    ...(range === undefined ? {} : { addresses: addressSet([range]) }),
    ...(read === undefined ? {} : { ports: read }),
    ...(unread ? { what } : {}),
  };
  return { kind: 'translate', to };
}

function portsOf(text: string | undefined): NumberRange | undefined {
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text ?? '') ?? [];
  return first === undefined ? undefined : [Number(first), Number(last ?? first)];
}
