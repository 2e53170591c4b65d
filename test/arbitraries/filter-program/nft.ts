import fc from 'fast-check';
import {
  address,
  addressPrefix,
  addressRange,
  braces,
  elsewhere,
  type Family,
  hex,
  isIn,
  mark,
  markMask,
  type Place,
  port,
  portRange,
  weighted,
} from './words.ts';

type TableFamily = 'inet' | 'ip' | 'ip6';

interface Scope {
  readonly table: TableFamily;
  readonly place: Place;
  /** The priority of the base chain, where the chain is one. */
  readonly priority?: number;
  /** Chains that may be jumped to. */
  readonly targets: readonly string[];
  readonly nat: boolean;
}

const word = (family: Family) => (family === 'ipv4' ? 'ip' : 'ip6');
const familiesOf = (table: TableFamily): readonly Family[] =>
  table === 'inet' ? ['ipv4', 'ipv6'] : table === 'ip' ? ['ipv4'] : ['ipv6'];

/** A table with sets, maps, chains and rules. */
export function nftTable(name: string, only?: TableFamily): fc.Arbitrary<string> {
  const family =
    only === undefined
      ? weighted(
          [6, fc.constant<TableFamily>('inet')],
          [3, fc.constant<TableFamily>('ip')],
          [1, fc.constant<TableFamily>('ip6')],
        )
      : fc.constant(only);
  return family.chain((table) =>
    fc.tuple(sets(table), fc.array(hooked(table), { minLength: 1, maxLength: 3 })).map(([declared, chains]) => {
      const numbered = chains.map((make, i) => make(`${i}`));
      return `table ${table} ${name} {\n${declared}${numbered.join('')}}`;
    }),
  );
}

/** A base chain and up to two chains that it leads to. */
function hooked(table: TableFamily): fc.Arbitrary<(suffix: string) => string> {
  return fc
    .record({
      place: weighted<Place>(
        [3, fc.constant('prerouting')],
        [6, fc.constant('input')],
        [3, fc.constant('output')],
        [2, fc.constant('postrouting')],
      ),
      nat: weighted([7, fc.constant(false)], [1, fc.constant(true)]),
      dropsByDefault: weighted([4, fc.constant(false)], [2, fc.constant(true)]),
      low: fc.constantFrom(-300, -290, -200, -150, -10, 0, 0, 0, 10, 50, 120),
    })
    .chain(({ place, nat, dropsByDefault, low }) => {
      const source = place === 'input' || place === 'postrouting';
      const priority = nat ? (source ? 100 : -100) : low;
      const scope = { table, place, nat };
      const inner = { ...scope, targets: [] as readonly string[] };
      return fc
        .record({
          last: fc.array(rule(inner), { minLength: 1, maxLength: 3 }),
          middle: fc.array(rule({ ...inner, targets: ['L#'] }), { minLength: 1, maxLength: 3 }),
          base: fc.array(rule({ ...scope, priority, targets: ['M#', 'L#'] }), { minLength: 1, maxLength: 5 }),
        })
        .map(({ last, middle, base }) => (suffix: string) => {
          const chain = (name: string, head: string, rules: readonly string[]) =>
            ` chain ${name} {\n${head}${rules.map((one) => `  ${one}\n`).join('')} }\n`;
          const head = `  type ${nat ? 'nat' : 'filter'} hook ${place} priority ${priority}; policy ${dropsByDefault && !nat ? 'drop' : 'accept'};\n`;
          return [chain('L#', '', last), chain('M#', '', middle), chain('B#', head, base)]
            .join('')
            .replaceAll('#', suffix);
        });
    });
}

function sets(table: TableFamily): fc.Arbitrary<string> {
  const elements = (one: fc.Arbitrary<string>) =>
    fc.uniqueArray(one, { minLength: 1, maxLength: 3 }).map((list) => list.join(', '));
  const family = familiesOf(table)[0] as Family;
  const type = family === 'ipv4' ? 'ipv4_addr' : 'ipv6_addr';
  return fc
    .record({
      plain: elements(address(family)),
      timeout: elements(address(family).map((one) => `${one} timeout 1h`)),
      interval: elements(addressPrefix(family).filter((one) => !one.endsWith('/0'))),
      concat: elements(
        fc.tuple(address(family), fc.constantFrom('udp', 'tcp'), port).map((parts) => parts.join(' . ')),
      ),
      ports: elements(port.map(String)),
      verdicts: elements(
        fc
          .tuple(address(family), fc.constantFrom('accept', 'drop', 'return', 'continue'))
          .map(([a, v]) => `${a} : ${v}`),
      ),
      wide: fc.uniqueArray(fc.tuple(fc.constantFrom('udp', 'tcp', 'esp'), port, fc.constantFrom('accept', 'drop')), {
        minLength: 1,
        maxLength: 3,
        selector: ([p, q]) => `${p}${q}`,
      }),
    })
    .map(({ plain, timeout, interval, concat, ports, verdicts, wide }) => {
      const set = (name: string, of: string, flags: string, list: string) =>
        ` set ${name} { type ${of}; ${flags === '' ? '' : `flags ${flags}; `}${flags === 'interval' ? 'auto-merge; ' : ''}elements = { ${list} }; }\n`;
      const distinct = [...new Map(verdicts.split(', ').map((one) => [one.split(' : ')[0], one])).values()].join(', ');
      return [
        set('plain', type, '', plain),
        set('timed', type, 'timeout', timeout),
        set('nets', type, 'interval', interval),
        set('tuples', `${type} . inet_proto . inet_service`, '', concat),
        set('ports', 'inet_service', '', ports),
        ` map verdicts { type ${type} : verdict; elements = { ${distinct} }; }\n`,
        ` map wide { type inet_proto . inet_service : verdict; elements = { ${wide.map(([p, q, v]) => `${p} . ${q} : ${v}`).join(', ')} }; }\n`,
        ` set seen { type ${type}; size 100; flags dynamic,timeout; timeout 1m; }\n`,
      ].join('');
    });
}

const sign = weighted([4, fc.constant('')], [1, fc.constant('!= ')]);

function rule(scope: Scope): fc.Arbitrary<string> {
  const plain = fc
    .tuple(matches(scope), statements(scope), verdict(scope))
    .map(([found, ...rest]) => joined(found, rest));
  const mapped = fc.tuple(matches(scope, 1), verdictMap(scope)).map(([found, map]) => joined([map, ...found], []));
  const translating = fc.tuple(matches(scope, 1), translation(scope)).map(([found, to]) => joined([to, ...found], []));
  return weighted([8, plain], [2, mapped], ...(scope.nat ? [[5, translating] as const] : []));
}

/** Says something about the protocol only once, so that no two parts contradict each other. What ends the rule comes last. */
function joined(matches: readonly string[], rest: readonly string[]): string {
  let told = false;
  const kept = matches.filter((part) => {
    const tells = /l4proto|ip protocol|nexthdr|(udp|tcp|th) [sd]port|tcp flags|icmp/.test(part);
    const keep = !tells || !told;
    told ||= tells;
    return keep;
  });
  const last = kept.filter((part) => /vmap|dnat|snat|masquerade|redirect/.test(part));
  const first = kept.filter((part) => !last.includes(part));
  return [...first, ...last, ...rest].filter((part) => part !== '').join(' ');
}

function matches(scope: Scope, most = 3): fc.Arbitrary<string[]> {
  return fc.array(match(scope), { maxLength: most });
}

function addressMatch(table: TableFamily): fc.Arbitrary<string> {
  return fc.constantFrom(...familiesOf(table)).chain((family) => {
    const right = weighted<string>(
      [3, address(family)],
      [2, addressPrefix(family)],
      [1, addressRange(family)],
      [1, braces(address(family))],
      ...(family === familiesOf(table)[0] ? [[2, fc.constantFrom('@plain', '@timed', '@nets')] as const] : []),
    );
    return fc
      .tuple(fc.constantFrom('saddr', 'daddr'), sign, right)
      .map(([side, not, text]) => `${word(family)} ${side} ${not}${text}`);
  });
}

function portMatch(): fc.Arbitrary<string> {
  const right = weighted<string>(
    [3, port.map(String)],
    [2, braces(port.map(String))],
    [1, portRange.map(([a, b]) => `${a}-${b}`)],
    [1, fc.constant('@ports')],
  );
  const compared = fc.tuple(fc.constantFrom('<', '>', '<=', '>='), port).map(([op, one]) => `${op} ${one}`);
  const key = fc
    .tuple(fc.constantFrom('udp', 'udp', 'udp', 'th', 'tcp'), fc.constantFrom('dport', 'dport', 'sport'))
    .map((parts) => parts.join(' '));
  return fc
    .tuple(key, weighted([5, fc.tuple(sign, right).map((parts) => parts.join(''))], [1, compared]))
    .map((parts) => parts.join(' '));
}

function match(scope: Scope): fc.Arbitrary<string> {
  const { table, place, priority } = scope;
  const incoming = isIn(place);
  const family = familiesOf(table)[0] as Family;
  const proto = fc.constantFrom('esp', 'udp', 'ah', 'tcp', 'icmp', '50', '{ esp, udp }', '{ udp, tcp }', '{ esp, ah }');
  const states = fc.uniqueArray(fc.constantFrom('new', 'established', 'related', 'invalid', 'untracked'), {
    minLength: 1,
    maxLength: 3,
  });
  const ifname = fc.constantFrom(
    '"eth0"',
    '"eth0"',
    '"lo"',
    '"eth*"',
    '"eth1"',
    '{ "eth0", "lo" }',
    '{ "eth1", "lo" }',
  );
  const named = fc.constantFrom(...(incoming ? ['iifname', 'iif'] : ['oifname', 'oif']));
  const maskedMark = (of: string) =>
    weighted(
      [2, fc.tuple(sign, mark).map(([not, one]) => `${of} ${not}${hex(one)}`)],
      [
        2,
        fc
          .tuple(markMask, fc.constantFrom('==', '!='), fc.boolean())
          .map(([mask, op, full]) => `${of} & ${hex(mask)} ${op} ${full ? hex(mask) : '0x0'}`),
      ],
      [1, fc.constant(`${of} { 0x1, 0x4000 }`)],
    );
  return weighted<string>(
    [6, portMatch()],
    [5, fc.tuple(fc.constantFrom('meta l4proto'), sign, proto).map((p) => `${p[0]} ${p[1]}${p[2]}`)],
    [
      1,
      fc
        .tuple(sign, proto)
        .map(([not, one]) => (family === 'ipv4' ? `ip protocol ${not}${one}` : `ip6 nexthdr ${not}${one}`)),
    ],
    [5, addressMatch(table)],
    [
      3,
      fc
        .tuple(named, sign, ifname)
        .map(
          ([key, not, one]) =>
            `${key === 'iif' || key === 'oif' ? `${key} ${not}"${one.includes('lo') ? 'lo' : 'eth0'}"` : `${key} ${not}${one}`}`,
        ),
    ],
    [
      4,
      fc
        .tuple(fc.constantFrom('', '', '', '! ', '!= '), states)
        .map(([op, list]) => (op === '!= ' ? `ct state != { ${list.join(', ')} }` : `ct state ${op}${list.join(',')}`)),
    ],
    [
      1,
      fc.constantFrom(
        'ct status dnat',
        'ct status ! dnat',
        'ct status snat',
        'ct status seen-reply',
        'ct status ! confirmed',
        'ct status dnat,seen-reply',
        'ct direction original',
        'ct direction reply',
      ),
    ],
    [
      1,
      fc
        .tuple(fc.constantFrom('original', 'reply'), fc.constantFrom('saddr', 'daddr'), address(family))
        .map(([way, side, one]) => `ct ${way} ${word(family)} ${side} ${one}`),
    ],
    [2, maskedMark('meta mark')],
    [1, maskedMark('ct mark')],
    [
      1,
      fc.constantFrom(
        'fib saddr type local',
        'fib daddr type local',
        'fib daddr type != local',
        'fib saddr type unicast',
        'fib daddr type { local, broadcast, multicast }',
      ),
    ],
    ...(incoming
      ? [
          [
            1,
            fc.constantFrom(
              'fib saddr . iif oif missing',
              'fib saddr . iif oif exists',
              'fib saddr . mark . iif oif missing',
              'fib daddr . iif type local',
              'fib saddr oif eth0',
              ...(table === 'inet' ? ['meta nfproto ipv6 fib saddr . mark . iif oif missing'] : []),
            ),
          ] as const,
        ]
      : []),
    ...(table === 'inet'
      ? [
          [
            1,
            fc.constantFrom('meta nfproto ipv4', 'meta nfproto ipv6', 'meta protocol ip', 'meta protocol ip6'),
          ] as const,
        ]
      : []),
    [
      1,
      fc.constantFrom(
        ...(incoming
          ? ['meta ipsec exists', 'meta ipsec missing', 'meta pkttype host']
          : ['rt ipsec exists', 'rt ipsec missing']),
      ),
    ],
    [
      2,
      fc.constantFrom(
        'meta l4proto . th dport { udp . 500, tcp . 22 }',
        'meta l4proto udp th dport 500',
        'meta l4proto { udp, esp } th dport != 4500',
        'meta l4proto . th dport { udp . 4500, udp . 500 }',
        `${word(family)} saddr . meta l4proto . th dport @tuples`,
        `${word(family)} saddr . udp dport { ${family === 'ipv4' ? '10.0.0.2 . 500, 10.0.0.7 . 4500' : 'fd00::2 . 500, fd00::7 . 4500'} }`,
        `${incoming ? 'iifname' : 'oifname'} . ${word(family)} ${incoming ? 'saddr' : 'daddr'} { "eth0" . ${family === 'ipv4' ? '10.0.0.7' : 'fd00::7'} }`,
        `${word(family)} saddr . ${word(family)} daddr != { ${family === 'ipv4' ? '10.0.0.2 . 10.0.0.1' : 'fd00::2 . fd00::1'} }`,
      ),
    ],
    ...(priority === undefined
      ? []
      : [[1, fc.constantFrom('exthdr frag exists', 'tcp flags syn', 'icmp type echo-request')] as const]),
    [1, fc.constant('limit rate 1000/second')],
  );
}

function statements({ place, priority, table }: Scope): fc.Arbitrary<string> {
  const family = familiesOf(table)[0] as Family;
  const early = (place === 'prerouting' || place === 'output') && priority !== undefined && priority <= -290;
  return weighted<string>(
    [14, fc.constant('')],
    [2, fc.constant('counter')],
    [1, mark.map((one) => `meta mark set ${hex(one)}`)],
    [
      1,
      fc
        .tuple(fc.constantFrom('or', 'xor', 'and'), mark)
        .map(([op, one]) => `meta mark set meta mark ${op} ${hex(one)}`),
    ],
    [1, fc.constantFrom('ct mark set meta mark', 'meta mark set ct mark', 'ct mark set 0x1')],
    ...(early ? [[6, fc.constant('notrack')] as const] : []),
    [1, fc.constant(`add @seen { ${word(family)} saddr }`)],
  );
}

function verdict({ place, targets, nat }: Scope): fc.Arbitrary<string> {
  const jumps = targets.flatMap((one) => [`jump ${one}`, `jump ${one}`, `goto ${one}`]);
  return weighted<string>(
    [6, fc.constant('accept')],
    [nat ? 1 : 6, fc.constant('drop')],
    [1, fc.constant('return')],
    [2, fc.constant('')],
    ...(nat || place === 'postrouting' || place === 'prerouting' ? [] : [[1, fc.constant('reject')] as const]),
    ...(jumps.length === 0 ? [] : [[5, fc.constantFrom(...jumps)] as const]),
  );
}

function verdictMap(scope: Scope): fc.Arbitrary<string> {
  const family = familiesOf(scope.table)[0] as Family;
  const one = fc.constantFrom('accept', 'drop', 'return', 'continue', ...scope.targets.map((name) => `jump ${name}`));
  const map = (key: string, values: readonly string[]) =>
    fc
      .tuple(...values.map(() => one))
      .map((verdicts) => `${key} vmap { ${values.map((value, i) => `${value} : ${verdicts[i]}`).join(', ')} }`);
  return fc.oneof(
    map('ct state', ['established', 'related', 'invalid', 'new']),
    map('meta l4proto', ['esp', 'udp', 'tcp']),
    map('udp dport', ['500', '4000-5000']),
    map(`${word(family)} saddr`, family === 'ipv4' ? ['10.0.0.0/25', '10.0.0.130'] : ['fd00::/112', 'fd00::1:0']),
    map('meta mark', ['0x0', '0x1']),
    map('meta l4proto . th dport', ['udp . 500', 'udp . 4500', 'tcp . 22']),
    fc.constantFrom(`${word(family)} saddr vmap @verdicts`, 'meta l4proto . th dport vmap @wide'),
  );
}

function translation({ place, table }: Scope): fc.Arbitrary<string> {
  const family = familiesOf(table)[0] as Family;
  const to = table === 'inet' ? `${word(family)} to` : 'to';
  const other = elsewhere(family);
  const bracketed = (one: string) => (family === 'ipv4' ? one : `[${one}]`);
  const text =
    place === 'prerouting' || place === 'output'
      ? weighted<string>(
          [2, other.map((one) => `dnat ${to} ${one}`)],
          [2, fc.tuple(other, port, port).map(([one, a, b]) => `udp dport ${a} dnat ${to} ${bracketed(one)}:${b}`)],
          [1, fc.tuple(port, port).map(([a, b]) => `udp dport ${a} redirect to :${b}`)],
          [
            1,
            fc.constant(
              `dnat ${to} ${word(family)} daddr map { ${family === 'ipv4' ? '10.0.0.1 : 10.0.0.9' : 'fd00::1 : fd00::9'} }`,
            ),
          ],
        )
      : place === 'postrouting'
        ? weighted<string>(
            [2, fc.constant('masquerade')],
            [1, fc.constant('masquerade fully-random')],
            [2, other.map((one) => `snat ${to} ${one}`)],
          )
        : other.map((one) => `snat ${to} ${one}`);
  return fc.tuple(matches({ table, place, targets: [], nat: true }, 1), text).map((parts) => parts.flat().join(' '));
}
