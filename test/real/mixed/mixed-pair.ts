/** Two hosts of which each has its own idea of IPsec: what is in their files, what was done to them, and who sends first. */

export type End = 'a' | 'b';

/** What one end has. */
export interface MixedEnd {
  /** Lines that differ from those of the plain conn for the other end; absent for a host without that conn. */
  readonly conn?: Readonly<Record<string, string>>;
  /** A conn beside it. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Whether the other end is in this policy group. */
  readonly group?: 'private' | 'private-or-clear' | 'clear-or-private' | 'clear' | 'block';
  /** A further group, for the whole network. */
  readonly wide?: 'clear' | 'private';
  readonly otherAuthority?: boolean;
  /** Rules that drop plaintext from and to the other end. */
  readonly strict?: boolean;
}

/** A pair, and what is done once both have loaded; `{peer}` is the conn for the other end. */
export interface MixedPair {
  readonly name: string;
  /** Absent for a host without IPsec. */
  readonly a?: MixedEnd;
  readonly b?: MixedEnd;
  /** Commands, one after the other. */
  readonly commands?: readonly (readonly [End, string])[];
  readonly first?: End;
}

const on = (auto: string, more: Readonly<Record<string, string>> = {}): MixedEnd => ({ conn: { auto, ...more } });
const both = (end: MixedEnd) => ({ a: end, b: end });
const icmp = { leftprotoport: 'icmp', rightprotoport: 'icmp', type: 'passthrough', authby: 'never', auto: 'ondemand' };
const wrong = { rightid: '"O=system:nodes, CN=system:node:nobody"' };

/** Mixed states, as a roll-out by hand leaves them behind. */
export const mixedPairs: readonly MixedPair[] = [
  { name: 'ondemand, and a host without IPsec', a: on('ondemand') },
  { name: 'add, and a host without IPsec', a: on('add') },
  { name: 'ondemand, and a pluto without the conn', a: on('ondemand'), b: {}, first: 'b' },
  { name: 'ondemand and add, the second asks', a: on('ondemand'), b: on('add'), first: 'b' },
  { name: 'add on both', ...both(on('add')) },
  { name: 'add on both, brought up', ...both(on('add')), commands: [['a', 'ipsec auto --up {peer}']] },
  {
    name: 'add on both, brought up and routed, then one takes it down',
    ...both(on('add')),
    commands: [
      ['a', 'ipsec auto --up {peer}'],
      ['a', 'ipsec auto --route {peer}'],
      ['b', 'ipsec auto --route {peer}'],
      ['b', 'ipsec auto --down {peer}'],
    ],
  },
  {
    name: 'ondemand on both, one stops pluto',
    ...both(on('ondemand')),
    commands: [
      ['a', 'ipsec auto --up {peer}'],
      ['b', 'systemctl stop ipsec'],
    ],
  },
  { name: 'ondemand on both, the second expects somebody else', a: on('ondemand'), b: on('ondemand', wrong) },
  {
    name: 'add, asked for in vain, then routed',
    a: on('add'),
    commands: [
      ['a', 'timeout 3 ipsec auto --up {peer} || :'],
      ['a', 'ipsec auto --route {peer} || :'],
    ],
  },
  {
    name: 'proposals that have nothing in common',
    a: on('ondemand', { esp: 'aes_gcm256' }),
    b: on('ondemand', { esp: 'aes128-sha1' }),
  },
  { name: 'icmp passes beside the conn, on one end', a: { ...on('ondemand'), beside: icmp }, b: on('ondemand') },
  { name: 'icmp passes beside the conn, on both', ...both({ ...on('ondemand'), beside: icmp }) },
  { name: 'the filter of one refuses plaintext, and nobody has IPsec', a: { strict: true } },
  { name: 'the filter of both refuses plaintext, ondemand', ...both({ ...on('ondemand'), strict: true }) },
  { name: 'the filter of one refuses plaintext, add on both', a: { ...on('add'), strict: true }, b: on('add') },
  { name: 'private and clear', a: { group: 'private' }, b: { group: 'clear' } },
  { name: 'private and clear-or-private', a: { group: 'private' }, b: { group: 'clear-or-private' } },
  { name: 'clear-or-private on both', ...both({ group: 'clear-or-private' }) },
  { name: 'private-or-clear, and a host without IPsec', a: { group: 'private-or-clear' } },
  {
    name: 'private, and a host of another authority',
    a: { group: 'private' },
    b: { group: 'private', otherAuthority: true },
  },
  { name: 'block and clear, the second asks', a: { group: 'block' }, b: { group: 'clear' }, first: 'b' },
  { name: 'private inside a wider clear, on both', ...both({ group: 'private', wide: 'clear' }) },
  { name: 'an explicit conn that is only added, and private', a: on('add'), b: { group: 'private' } },
];
