import fc from 'fast-check';
import {
  address,
  addressPrefix,
  addressRange,
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

type Table = 'raw' | 'mangle' | 'nat' | 'filter';

const builtin: Readonly<Record<Table, readonly Place[]>> = {
  raw: ['prerouting', 'output'],
  mangle: ['prerouting', 'input', 'output', 'postrouting'],
  nat: ['prerouting', 'input', 'output', 'postrouting'],
  filter: ['input', 'output'],
};

interface Scope {
  readonly family: Family;
  readonly table: Table;
  readonly place: Place;
  readonly targets: readonly string[];
}

/** What iptables-restore takes: tables with rules in their own chains and in one more for each of those. */
export function restoreText(family: Family): fc.Arbitrary<string> {
  const tables = weighted<Table[]>(
    [5, fc.constant<Table[]>(['filter'])],
    [3, fc.subarray<Table>(['raw', 'mangle', 'nat', 'filter'], { minLength: 1 })],
  );
  return tables
    .chain((list) => fc.tuple(...list.map((table) => tableText(family, table))))
    .map((texts) => texts.join(''));
}

function tableText(family: Family, table: Table): fc.Arbitrary<string> {
  return fc
    .subarray([...builtin[table]], { minLength: 1 })
    .chain((places) => fc.tuple(...places.map((place) => placeText(family, table, place))))
    .map(
      (parts) =>
        `*${table}\n${parts.map(([heads]) => heads).join('')}${parts.map(([, rules]) => rules).join('')}COMMIT\n`,
    );
}

function placeText(family: Family, table: Table, place: Place): fc.Arbitrary<readonly [string, string]> {
  const chain = place.toUpperCase();
  const inner = `IN-${chain}`;
  const scope = { family, table, place };
  return fc
    .record({
      policy: weighted([5, fc.constant('ACCEPT')], [table === 'filter' ? 3 : 0, fc.constant('DROP')]),
      rules: fc.array(rule({ ...scope, targets: [inner] }), { minLength: 1, maxLength: 5 }),
      more: fc.array(rule({ ...scope, targets: [] }), { minLength: 1, maxLength: 4 }),
    })
    .map(({ policy, rules, more }) => [
      `:${chain} ${policy} [0:0]\n:${inner} - [0:0]\n`,
      [...rules.map((text) => `-A ${chain} ${text}\n`), ...more.map((text) => `-A ${inner} ${text}\n`)].join(''),
    ]);
}

const not = weighted([5, fc.constant('')], [1, fc.constant('! ')]);

function rule(scope: Scope): fc.Arbitrary<string> {
  return fc
    .tuple(protocol(scope), fc.array(match(scope), { maxLength: 2 }), target(scope))
    .map(([head, matches, end]) => {
      const names = new Set<string>();
      const distinct = matches.filter(([name]) => !names.has(name) && names.add(name));
      return [end.startsWith('-p') ? '' : head, ...distinct.map(([, text]) => text), end]
        .filter((text) => text !== '')
        .join(' ');
    });
}

function protocol({ family }: Scope): fc.Arbitrary<string> {
  const ports = fc
    .tuple(
      fc.constantFrom('dport', 'dport', 'sport'),
      not,
      weighted([3, port.map(String)], [1, portRange.map((one) => one.join(':'))]),
    )
    .map(([side, sign, one]) => `-m udp ${sign}--${side} ${one}`);
  const multi = fc
    .tuple(
      fc.constantFrom('--dports', '--sports', '--ports'),
      not,
      fc.uniqueArray(port, { minLength: 1, maxLength: 3 }),
    )
    .map(([side, sign, list]) => `-m multiport ${sign}${side} ${list.join(',')}`);
  return weighted<string>(
    [3, fc.constant('')],
    [
      3,
      fc
        .tuple(not, fc.constantFrom('esp', '50', 'udp', 'tcp', 'ah', family === 'ipv4' ? 'icmp' : 'ipv6-icmp'))
        .map(([sign, one]) => `${sign}-p ${one}`),
    ],
    [4, weighted([2, ports], [1, multi]).map((text) => `-p udp ${text}`)],
    [1, fc.constantFrom('-p tcp -m tcp --dport 22', '-p tcp -m multiport --dports 80,443')],
    [1, fc.constantFrom('-p esp -m esp --espspi 0:4294967295')],
  );
}

function match(scope: Scope): fc.Arbitrary<readonly [string, string]> {
  const { family, place, table } = scope;
  const named = (name: string, text: fc.Arbitrary<string>) => text.map((one) => [name, one] as const);
  const side = isIn(place) ? '-i' : '-o';
  const marks = (module: string) =>
    fc
      .tuple(not, mark, fc.option(markMask))
      .map(([sign, one, mask]) => `-m ${module} ${sign}--mark ${hex(one)}${mask === null ? '' : `/${hex(mask)}`}`);
  const states = fc.uniqueArray(
    fc.constantFrom('NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED', 'DNAT', 'SNAT'),
    { minLength: 1, maxLength: 3 },
  );
  return weighted<readonly [string, string]>(
    [
      4,
      named(
        's',
        fc
          .tuple(
            not,
            weighted(
              [2, address(family)],
              [1, addressPrefix(family).filter((one) => !one.includes('ffff') && !one.endsWith('/0'))],
            ),
          )
          .map(([sign, one]) => `${sign}-s ${one}`),
      ),
    ],
    [
      2,
      named(
        'd',
        fc.tuple(not, address(family)).map(([sign, one]) => `${sign}-d ${one}`),
      ),
    ],
    [
      3,
      named(
        'i',
        fc
          .tuple(not, fc.constantFrom('eth0', 'eth0', 'eth+', 'lo', 'eth1'))
          .map(([sign, one]) => `${sign}${side} ${one}`),
      ),
    ],
    [
      4,
      named(
        'ct',
        fc.tuple(not, states).map(([sign, list]) => `-m conntrack ${sign}--ctstate ${list.join(',')}`),
      ),
    ],
    [
      1,
      named(
        'ct',
        fc.constantFrom(
          '-m conntrack --ctdir ORIGINAL',
          '-m conntrack --ctdir REPLY',
          '-m conntrack --ctstatus SEEN_REPLY',
          '-m conntrack ! --ctstatus CONFIRMED',
          '-m state --state NEW',
          '-m conntrack --ctproto 50',
        ),
      ),
    ],
    [
      1,
      named(
        'ct',
        address(family).map((one) => `-m conntrack --ctorigsrc ${one}`),
      ),
    ],
    [2, named('mark', marks('mark'))],
    [1, named('connmark', marks('connmark'))],
    [
      1,
      named(
        'addrtype',
        fc.constantFrom(
          '-m addrtype --dst-type LOCAL',
          '-m addrtype ! --dst-type LOCAL',
          '-m addrtype --src-type LOCAL',
          '-m addrtype --src-type UNICAST',
          '-m addrtype --dst-type BROADCAST',
        ),
      ),
    ],
    [
      1,
      named(
        'iprange',
        fc
          .tuple(not, fc.constantFrom('src', 'dst'), addressRange(family))
          .map(([sign, end, one]) => `-m iprange ${sign}--${end}-range ${one}`),
      ),
    ],
    [
      1,
      named(
        'policy',
        fc.constantFrom(
          ...(isIn(place)
            ? ['-m policy --dir in --pol ipsec', '-m policy --dir in --pol none']
            : ['-m policy --dir out --pol ipsec', '-m policy --dir out --pol none']),
        ),
      ),
    ],
    ...(place === 'prerouting' && table !== 'nat'
      ? [
          [
            2,
            named(
              'rpfilter',
              fc.constantFrom(
                '-m rpfilter --invert',
                '-m rpfilter --validmark --invert',
                '-m rpfilter',
                '-m rpfilter --loose',
              ),
            ),
          ] as const,
        ]
      : []),
    [
      1,
      named(
        'misc',
        fc.constantFrom(
          '-m pkttype --pkt-type unicast',
          '-m helper --helper ftp',
          '-m comment --comment "-j DROP of old"',
          '-m physdev ! --physdev-is-bridged',
        ),
      ),
    ],
    [1, named('limit', fc.constant('-m limit --limit 1000/sec'))],
  );
}

function target({ table, place, targets, family }: Scope): fc.Arbitrary<string> {
  const xmark = fc
    .tuple(mark, fc.option(markMask))
    .map(([one, mask]) => `${hex(one)}${mask === null ? '' : `/${hex(mask)}`}`);
  const other = elsewhere(family);
  const bracketed = (one: string) => (family === 'ipv4' ? one : `[${one}]`);
  const nat: readonly (readonly [number, fc.Arbitrary<string>])[] =
    table !== 'nat'
      ? []
      : place === 'prerouting' || place === 'output'
        ? [
            [
              3,
              fc
                .tuple(other, fc.option(port))
                .map(([one, to]) =>
                  to === null
                    ? `-j DNAT --to-destination ${one}`
                    : `-p udp -j DNAT --to-destination ${bracketed(one)}:${to}`,
                ),
            ],
            [1, port.map((one) => `-p udp -j REDIRECT --to-ports ${one}`)],
          ]
        : place === 'postrouting'
          ? [
              [3, fc.constantFrom('-j MASQUERADE', '-j MASQUERADE --random-fully')],
              [2, other.map((one) => `-j SNAT --to-source ${one}`)],
            ]
          : [[2, other.map((one) => `-j SNAT --to-source ${one}`)]];
  return weighted<string>(
    [5, fc.constant('-j ACCEPT')],
    [table === 'nat' ? 0 : 5, fc.constant('-j DROP')],
    [table === 'filter' ? 1 : 0, fc.constant('-j REJECT')],
    [1, fc.constant('-j RETURN')],
    [1, fc.constantFrom('-j NFLOG --nflog-group 5', '')],
    ...(targets.length === 0
      ? []
      : [[4, fc.constantFrom(...targets.flatMap((one) => [`-j ${one}`, `-g ${one}`]))] as const]),
    [2, xmark.map((one) => `-j MARK --set-xmark ${one}`)],
    [
      table === 'raw' || table === 'nat' ? 0 : 1,
      fc.constantFrom(
        '-j CONNMARK --save-mark',
        '-j CONNMARK --restore-mark',
        '-j CONNMARK --set-xmark 0x1/0xffffffff',
      ),
    ],
    [table === 'raw' ? 3 : 0, fc.constantFrom('-j CT --notrack', '-j CT --zone 0')],
    ...nat,
  );
}
