/**
 * What packets did on real plutos over real ESP, Debian's libreswan 4.10 and 5.2 on Linux 6.1, frames captured outside of the hosts. H
 * held, E encrypted, C readable, R refused, C- readable and unanswered; the first packet → later ones. Of two outcomes the first is that
 * of 4.10, the second that of 5.2.
 */
import { describe, expect, test } from 'vitest';
import type { Release } from '../../src/libreswan/release.ts';
import { addresses, type Case, type EndState, told } from './two-ends.ts';

type Row = readonly [why: string, of: Case, outcome: string | Readonly<Partial<Record<'4.10' | '5.2', string>>>];

const conn = (auto: string, more: EndState['conn'] = {}): EndState => ({ conn: { auto, ...more } });
const wrong = { rightid: '"O=system:nodes, CN=system:node:x"' };
const withoutConn: EndState = { more: '# nothing\n' };
const stopped: EndState = { ...conn('ondemand'), pluto: 'stopped' };
const routedUp: EndState = { ...conn('add'), life: 'routed' };
const endedByB = { kind: 'ended', by: 'b' } as const;
const triedByA = { kind: 'failed', by: 'a' } as const;

const explicit: readonly Row[] = [
  ['a waits, b has no IPsec', { a: conn('ondemand') }, { '4.10': 'a>b H ; b>a C-', '5.2': 'a>b H → R ; b>a C-' }],
  [
    'a waits, b was stopped',
    { a: conn('ondemand'), b: stopped },
    { '4.10': 'a>b H ; b>a C-', '5.2': 'a>b H → R ; b>a C-' },
  ],
  [
    'a waits, b lacks the conn and sends first',
    { a: conn('ondemand'), b: withoutConn, first: 'b' },
    { '4.10': 'b>a C- ; a>b H' },
  ],
  [
    'a waits, b has it added and sends first',
    { a: conn('ondemand'), b: conn('add'), first: 'b' },
    'b>a C- → E ; a>b E',
  ],
  ['a waits, b has it added', { a: conn('ondemand'), b: conn('add') }, 'a>b H → E ; b>a E'],
  ['both wait', { a: conn('ondemand'), b: conn('ondemand') }, 'a>b H → E ; b>a E'],
  ['both wait, b for another ID', { a: conn('ondemand'), b: conn('ondemand', wrong) }, 'a>b H ; b>a H'],
  [
    'a is up and routed, then b is stopped',
    { a: routedUp, b: stopped, sa: endedByB },
    { '4.10': 'a>b H ; b>a C-', '5.2': 'a>b R ; b>a C-' },
  ],
  ['a is up and routed, b has it added', { a: routedUp, b: conn('add'), sa: { kind: 'up' } }, 'a>b E ; b>a E'],
  [
    'a has asked before b had it added',
    { a: routedUp, b: conn('add'), sa: triedByA },
    { '4.10': 'a>b H → E ; b>a E', '5.2': 'a>b R → E ; b>a E' },
  ],
  ['a is up and routed, b starts', { a: routedUp, b: conn('start'), first: 'b' }, { '4.10': 'b>a E ; a>b E' }],
  [
    'a has asked before b had it',
    { a: routedUp, b: conn('ondemand'), sa: triedByA },
    { '4.10': 'a>b H → E ; b>a E', '5.2': 'a>b R → E ; b>a E' },
  ],
  ['a starts, b has no IPsec', { a: conn('start') }, 'a>b C ; b>a C'],
  ['a starts, b was stopped', { a: conn('start'), b: stopped }, 'a>b C ; b>a C'],
  ['a starts, b lacks the conn', { a: conn('start'), b: withoutConn }, 'a>b C ; b>a C'],
  ['a starts, b has it added and sends first', { a: conn('start'), b: conn('add'), first: 'b' }, 'b>a E ; a>b E'],
  ['both start', { a: conn('start'), b: conn('start') }, 'a>b E ; b>a E'],
  [
    'a starts, b waits for another ID',
    { a: conn('start'), b: conn('ondemand', wrong) },
    { '4.10': 'a>b C- → H ; b>a H', '5.2': 'a>b C- ; b>a H' },
  ],
  ['a has it added, b lacks it', { a: conn('add'), b: withoutConn }, 'a>b C ; b>a C'],
  ['both have it added', { a: conn('add'), b: conn('add') }, 'a>b C ; b>a C'],
  ['both have it added, b sends first', { a: conn('add'), b: conn('add'), first: 'b' }, 'b>a C ; a>b C'],
  [
    'a has it added, b waits for another ID',
    { a: conn('add'), b: conn('ondemand', wrong) },
    { '4.10': 'a>b C- → H ; b>a H', '5.2': 'a>b C- ; b>a H' },
  ],
];

const group = (name: string, ...entries: readonly string[]): EndState => ({
  groups: { [name]: entries.length > 0 ? entries : ['10.0.0.0/24'] },
});
const other = (state: EndState): EndState => ({ ...state, otherAuthority: true });
const narrow = (end: 'a' | 'b'): EndState => ({
  groups: { clear: ['10.0.0.0/24'], private: [`${addresses[end === 'a' ? 'b' : 'a']}/32`] },
});

const groups: readonly Row[] = [
  ['block against clear', { a: group('block'), b: group('clear'), first: 'b' }, { '4.10': 'b>a C- ; a>b R' }],
  ['clear against clear-or-private', { a: group('clear'), b: group('clear-or-private') }, 'a>b C ; b>a C'],
  [
    'clear against clear-or-private, b first',
    { a: group('clear'), b: group('clear-or-private'), first: 'b' },
    { '4.10': 'b>a C ; a>b C' },
  ],
  ['clear-or-private against nothing', { a: group('clear-or-private') }, 'a>b C ; b>a C'],
  [
    'clear-or-private against nothing, b first',
    { a: group('clear-or-private'), first: 'b' },
    { '4.10': 'b>a C ; a>b C' },
  ],
  [
    'clear against private',
    { a: group('clear'), b: group('private') },
    { '4.10': 'a>b C- ; b>a H', '5.2': 'a>b C- ; b>a R' },
  ],
  [
    'private for one host inside clear',
    { a: narrow('a'), b: group('private') },
    { '4.10': 'a>b H ; b>a H → E', '5.2': 'a>b H → E ; b>a E' },
  ],
  ['a conn that is added against private', { a: conn('add'), b: group('private') }, 'a>b C- → E ; b>a E'],
  [
    'a conn that is added against private-or-clear',
    { a: conn('add'), b: group('private-or-clear') },
    'a>b C- → E ; b>a E',
  ],
  ['a conn that waits against private', { a: conn('ondemand'), b: group('private') }, 'a>b H → E ; b>a E'],
  ['a conn that starts against private', { a: conn('start'), b: group('private') }, 'a>b E ; b>a E'],
  ['a conn that starts against private-or-clear', { a: conn('start'), b: group('private-or-clear') }, 'a>b E ; b>a E'],
  [
    'private with a gateway in clear',
    {
      a: { groups: { private: ['10.0.0.0/24'], clear: ['10.0.0.254/32'] } },
      b: { groups: { private: ['10.0.0.0/24'], clear: ['10.0.0.254/32'] } },
    },
    'a>b H → E ; b>a E',
  ],
  [
    'private against clear',
    { a: group('private'), b: group('clear') },
    { '4.10': 'a>b H ; b>a C-', '5.2': 'a>b H → R ; b>a C-' },
  ],
  ['private-or-clear against clear', { a: group('private-or-clear'), b: group('clear') }, 'a>b H → C ; b>a C'],
  [
    'private-or-clear against clear, b first',
    { a: group('private-or-clear'), b: group('clear'), first: 'b' },
    { '4.10': 'b>a C- → C ; a>b C' },
  ],
  [
    'private-or-clear against clear-or-private',
    { a: group('private-or-clear'), b: group('clear-or-private') },
    'a>b H → E ; b>a E',
  ],
  [
    'private-or-clear against clear-or-private, b first',
    { a: group('private-or-clear'), b: group('clear-or-private'), first: 'b' },
    { '4.10': 'b>a C- → E ; a>b E' },
  ],
  [
    'private-or-clear against private of another authority',
    { a: group('private-or-clear'), b: other(group('private')) },
    'a>b H → C- ; b>a H → R',
  ],
  ['private-or-clear on both', { a: group('private-or-clear'), b: group('private-or-clear') }, 'a>b H → E ; b>a E'],
  [
    'private against private of another authority',
    { a: group('private'), b: other(group('private')) },
    'a>b H → R ; b>a H → R',
  ],
  ['private against private-or-clear', { a: group('private'), b: group('private-or-clear') }, 'a>b H → E ; b>a E'],
  [
    'private against private-or-clear, b first',
    { a: group('private'), b: group('private-or-clear'), first: 'b' },
    { '4.10': 'b>a H → E ; a>b E' },
  ],
];

const strict = (state: EndState = {}): EndState => ({ ...state, strict: true });
const denied = (way: string): string => `${way} R → icmp R, udp R, tcp H`;

const filters: readonly Row[] = [
  ['a refuses plaintext, nobody has IPsec', { a: strict() }, `${denied('a>b')} ; b>a C-`],
  ['both refuse plaintext, nobody has IPsec', { a: strict(), b: strict() }, `${denied('a>b')} ; ${denied('b>a')}`],
  [
    'both refuse plaintext, a waits',
    { a: strict(conn('ondemand')), b: strict() },
    { '4.10': `${denied('a>b')} ; ${denied('b>a')}`, '5.2': `a>b R ; ${denied('b>a')}` },
  ],
  [
    'both refuse plaintext, and are up',
    { a: strict(conn('ondemand')), b: strict(conn('ondemand')), sa: { kind: 'up' } },
    'a>b E ; b>a E',
  ],
  ['b refuses plaintext, both wait', { a: conn('ondemand'), b: strict(conn('ondemand')) }, 'a>b H → E ; b>a E'],
];

/** A conn that never negotiates, for TCP to port 7000 of the other end, or from that port of the own. */
const beside = (end: 'a' | 'b', type: string, ports: string, more = ''): string =>
  `conn beside\n\tleft=${addresses[end]}\n\tright=${addresses[end === 'a' ? 'b' : 'a']}\n\ttype=${type}\n\tauthby=never\n${ports}${more}\tauto=ondemand\n`;
const toPort = '\trightprotoport=tcp/7000\n';
const fromPort = '\tleftprotoport=tcp/7000\n';

const narrower: readonly Row[] = [
  [
    'ESP proposals without overlap',
    { a: conn('ondemand', { esp: 'aes_gcm256' }), b: conn('ondemand', { esp: 'aes256-sha2_256' }) },
    'a>b H ; b>a H',
  ],
  [
    'ESP proposals without overlap, a starts',
    { a: conn('start', { esp: 'aes_gcm256' }), b: conn('add', { esp: 'aes256-sha2_256' }) },
    'a>b C ; b>a C',
  ],
  [
    'a port passes on one end',
    { a: { ...conn('ondemand'), more: beside('a', 'passthrough', toPort) }, b: conn('ondemand') },
    'a>b H → icmp E, udp E, tcp C- ; b>a E',
  ],
  [
    'a port would pass, and is weaker',
    {
      a: { ...conn('ondemand'), more: beside('a', 'passthrough', toPort, '\tpriority=9999999\n') },
      b: conn('ondemand'),
    },
    'a>b H → E ; b>a E',
  ],
  [
    'a port passes on both ends',
    {
      a: { ...conn('ondemand'), more: beside('a', 'passthrough', toPort) },
      b: { ...conn('ondemand'), more: beside('b', 'passthrough', fromPort) },
    },
    'a>b H → icmp E, udp E, tcp C ; b>a E',
  ],
  [
    'a port passes on both ends, and they start',
    {
      a: { ...conn('start'), more: beside('a', 'passthrough', toPort) },
      b: { ...conn('start'), more: beside('b', 'passthrough', fromPort) },
    },
    'a>b E → icmp E, udp E, tcp C ; b>a E',
  ],
  [
    'a port is rejected',
    { a: { ...conn('ondemand'), more: beside('a', 'reject', toPort) }, b: conn('ondemand') },
    'a>b H → icmp E, udp E, tcp R ; b>a E',
  ],
  [
    'transport mode',
    { a: conn('ondemand', { type: 'transport' }), b: conn('ondemand', { type: 'transport' }) },
    'a>b H → E ; b>a E',
  ],
];

for (const [what, rows] of Object.entries({
  'conns for one host': explicit,
  'policy groups': groups,
  'a filter that refuses plaintext': filters,
  'narrower conns': narrower,
}))
  describe(`packets between two hosts with ${what}`, () => {
    for (const [why, of, outcome] of rows)
      for (const release of ['4.10', '5.2'] as const satisfies readonly Release[]) {
        const expected = typeof outcome === 'string' ? outcome : outcome[release];
        if (expected === undefined) continue;
        test(`${release}: ${why}: ${expected}`, () => {
          expect(told(release, of)).toBe(expected);
        });
      }
  });
