/** What matches of iptables ask of packets of the mesh. */
import { append } from '../../bytes/append.ts';
import { protocolNumber } from '../protocol-numbers.ts';
import { addressSet, readRange } from '../verdict/address-range.ts';
import { isEcho } from '../verdict/echo.ts';
import type { Condition, End, PortRange, StatusFlag } from '../verdict/rule-set.ts';
import type { RuleOption } from './ast.ts';
import type { IpSets } from './ipset.ts';
import { setCondition } from './ipset.ts';
import { readMasked } from './options.ts';

export type { IpSets } from './ipset.ts';

const always: Condition = { kind: 'never', negated: true };
const never: Condition = { kind: 'never', negated: false };

/** What the rules hang on beside their text. */
export interface Dialect {
  /** Whether iptables-legacy applies them, and not nft. */
  readonly legacy: boolean;
  readonly sets: IpSets;
}

/** What has to hold, up to the target: options of the rule itself, and matches with their own. */
export function conditionsOf(options: readonly RuleOption[], { sets, legacy }: Dialect): readonly Condition[] {
  const found: Condition[] = [];
  // Options of a protocol may stand without `-m`.
  let name = 'protocol';
  let own: RuleOption[] = [];
  const end = () => {
    append(found, matchConditions(name, own, sets));
    own = [];
  };
  for (const option of options) {
    const basic = basicCondition(option, legacy);
    if (basic !== undefined) append(found, basic);
    else if (option.name === '-m') {
      end();
      name = option.values[0] ?? '';
    } else own.push(option);
  }
  end();
  return found;
}

/** What every rule may ask without a match; `undefined` for other options. */
function basicCondition(
  { name, negated, values: [value = ''] }: RuleOption,
  legacy: boolean,
): readonly Condition[] | undefined {
  switch (name) {
    case '-i':
    case '-o':
      return [{ kind: 'interface', side: name === '-i' ? 'in' : 'out', patterns: [value], negated }];
    case '-s':
    case '-d':
      return [addresses(value, name === '-s' ? 'source' : 'destination', negated)];
    case '-p': {
      const number = protocolNumber(value);
      if (value === 'all' || number === 0) return negated ? [never] : [];
      return [
        number === undefined
          ? unknown(`-p ${value}`)
          : { kind: 'protocol', numbers: [number], negated, ...(legacy ? { behindAh: true } : {}) },
      ];
    }
    case '-f':
      return [{ kind: 'never', negated }];
    default:
      return undefined;
  }
}

function unknown(what: string): Condition {
  return { kind: 'unknown', what };
}

function addresses(text: string, end: End, negated: boolean): Condition {
  const ranges = text.split(',').flatMap((one) => readRange(one) ?? []);
  if (ranges.length < text.split(',').length) return unknown('address');
  return { kind: 'address', end, addresses: addressSet(ranges), negated };
}

type Match = (options: readonly RuleOption[], sets: IpSets) => readonly Condition[];

/** Matches by name. What is not here is not understood. */
const matches: Readonly<Record<string, Match>> = {
  comment: () => [],
  nfacct: () => [],
  // Each of these stands beside `-p`, which says the rest.
  ...Object.fromEntries(
    ['protocol', 'udp', 'tcp', 'udplite', 'sctp', 'dccp', 'multiport'].map((name): [string, Match] => [name, ports]),
  ),
  ...Object.fromEntries(['tcpmss', 'mh', 'ipcomp', 'osf'].map((name): [string, Match] => [name, () => []])),
  ...Object.fromEntries(['icmp', 'icmp6'].map((name): [string, Match] => [name, icmp])),
  esp: (options) => options.map((option) => wholeRange(option, '--espspi', 'esp')),
  ah: (options) => [
    { kind: 'ah-header', negated: false },
    ...options.map((option) => wholeRange(option, '--ahspi', 'ah')),
  ],
  length: (options) => options.map((option) => wholeRange(option, '--length', 'length')),
  conntrack: (options) => options.flatMap(conntrack),
  state: (options) => options.flatMap(conntrack),
  mark: (options) => options.map((option) => marked(option, 'packet')),
  connmark: (options) => [
    { kind: 'tracked', negated: false },
    ...options.map((option) => marked(option, 'connection')),
  ],
  addrtype: (options) =>
    options.flatMap(({ name, negated, values: [value = ''] }) => {
      if (/^--limit-iface-(in|out)$/.test(name)) return [];
      const end = name === '--src-type' ? 'source' : 'destination';
      return [{ kind: 'address-type', end, types: value.toLowerCase().split(','), negated, isAddrtype: true } as const];
    }),
  iprange: (options) =>
    options.map(({ name, negated, values: [value = ''] }) =>
      addresses(value, name === '--src-range' ? 'source' : 'destination', negated),
    ),
  policy,
  // The way back leads through the interface by which the packet came; `--invert` stands for itself.
  rpfilter: (options) => [{ kind: 'route', end: 'source', negated: options.some(({ name }) => name === '--invert') }],
  pkttype: (options) =>
    options.map(({ negated, values: [value = ''] }) => ((value === 'unicast') === negated ? never : always)),
  // No connection of the mesh belongs to another, no packet comes by way of a bridge's port, has a header of IPv6 between.
  helper: (options) => options.map(({ negated }) => ({ kind: 'never', negated })),
  physdev: (options) => options.map(({ negated }) => ({ kind: 'never', negated })),
  ...Object.fromEntries(['rt', 'hbh', 'dst', 'frag', 'srh'].map((name): [string, Match] => [name, () => [never]])),
  socket: (options) =>
    options.some(({ name }) => name === '--transparent')
      ? [never]
      : [{ kind: 'protocol', numbers: [6, 17], negated: false }, unknown('socket')],
  set: (options, sets) => {
    const [option] = options;
    if (option?.name !== '--match-set') return [unknown('set')];
    const [name = '', ends = ''] = option.values;
    const more = options.slice(1).some((one) => !/^--return-nomatch$/.test(one.name));
    return [setCondition(sets, name, ends, option.negated), ...(more ? [unknown('set')] : [])];
  },
};

function matchConditions(name: string, options: readonly RuleOption[], sets: IpSets): readonly Condition[] {
  const match = Object.hasOwn(matches, name) ? matches[name] : undefined;
  return match === undefined ? [unknown(name)] : match(options, sets);
}

/** The only ICMP that is looked at here is an echo and its answer. */
function icmp(options: readonly RuleOption[]): readonly Condition[] {
  return options.flatMap(({ values: [value = ''], negated }) =>
    isEcho(value.replace(/\/.*/, '')) === negated ? [never] : [],
  );
}

/** Options of TCP, ICMP and their like other than ports stand beside `-p`, which already says no to ours. */
function ports(options: readonly RuleOption[]): readonly Condition[] {
  return options.flatMap(({ name, negated, values: [value = ''] }) => {
    if (!/^--(s|d)?ports?$/.test(name)) return /^--(comment)$/.test(name) ? [] : [never];
    const ranges = value.split(',').flatMap((one) => {
      const range = portRange(one);
      return range === undefined ? [] : [range];
    });
    if (ranges.length < value.split(',').length) return [unknown('port')];
    const end = /^--ports?$/.test(name) ? 'either' : name.startsWith('--s') ? 'source' : 'destination';
    return [{ kind: 'port', end, ranges, negated } as const];
  });
}

function portRange(text: string): PortRange | undefined {
  const match = /^(\d{0,5})(:?)(\d{0,5})$/.exec(text);
  if (match === null || (match[1] === '' && match[3] === '')) return undefined;
  const first = match[1] === '' ? 0 : Number(match[1]);
  const last = match[2] === '' ? first : match[3] === '' ? 65535 : Number(match[3]);
  return [first, last];
}

/** A range that begins at 0 and holds all that can be is no condition; of any other we do not know. */
function wholeRange({ name, negated, values: [value = ''] }: RuleOption, wanted: string, what: string): Condition {
  const [, last] = /^0?:(\d*)$/.exec(value) ?? [];
  const whole = name === wanted && last !== undefined && (last === '' || Number(last) >= 65535);
  return whole && (what === 'length' || last === '' || Number(last) === 0xffffffff)
    ? negated
      ? never
      : always
    : unknown(what);
}

function marked({ name, negated, values: [value] }: RuleOption, of: 'packet' | 'connection'): Condition {
  const read = name === '--mark' ? readMasked(value) : undefined;
  if (read === undefined) return unknown('mark');
  return { kind: 'mark', of, mask: read.mask, ranges: [[read.value, read.value]], negated };
}

const statusNames: Readonly<Record<string, StatusFlag>> = {
  EXPECTED: 'expected',
  SEEN_REPLY: 'seen-reply',
  ASSURED: 'assured',
  CONFIRMED: 'confirmed',
};

/** @see iptables-extensions(8), conntrack; all but the state need a connection */
function conntrack({ name, negated, values: [value = ''] }: RuleOption): readonly Condition[] {
  const tracked: Condition = { kind: 'tracked', negated: false };
  const list = value.split(',');
  switch (name) {
    case '--ctstate':
      return [{ kind: 'state', states: value.toLowerCase().split(','), negated }];
    case '--ctstatus': {
      const flags = list.flatMap((one) => (one === 'NONE' ? [] : (statusNames[one] ?? [])));
      if (flags.length < list.filter((one) => one !== 'NONE').length) return [unknown('ctstatus')];
      return [tracked, { kind: 'status', flags, test: 'any', negated }];
    }
    case '--ctdir':
      return [tracked, { kind: 'ct-direction', original: value.toUpperCase() === 'ORIGINAL', negated }];
    case '--ctproto': {
      const number = protocolNumber(value);
      return [tracked, number === undefined ? unknown('ctproto') : { kind: 'protocol', numbers: [number], negated }];
    }
  }
  const [, of, side, port] = /^--ct(orig|repl)(src|dst)(port)?$/.exec(name) ?? [];
  if (side === undefined) return [tracked, unknown('conntrack')];
  const end = side === 'src' ? 'source' : 'destination';
  const tuple = of === 'orig' ? 'original' : 'reply';
  if (port === undefined) {
    const one = addresses(value, end, negated);
    return [tracked, one.kind === 'address' ? { ...one, of: tuple } : one];
  }
  const range = portRange(value);
  return [
    tracked,
    range === undefined ? unknown('conntrack') : { kind: 'port', end, ranges: [range], negated, of: tuple },
  ];
}

/** Of a packet that is no IPsec's inner packet, nothing else about the policy can be true. */
function policy(options: readonly RuleOption[]): readonly Condition[] {
  return options.flatMap(({ name, negated, values: [value] }): readonly Condition[] => {
    if (name !== '--pol')
      return /^--(dir|strict|next|reqid|spi|proto|mode|tunnel-src|tunnel-dst)$/.test(name) ? [] : [unknown('policy')];
    return value === 'ipsec' || value === 'none'
      ? [{ kind: 'secured', negated: (value === 'none') !== negated }]
      : [unknown('policy')];
  });
}
