/**
 * Policy groups before two daemons: what becomes of packets of two hosts that have each other in some group, entries inside
 * wider ones of other groups included. Each scenario has addresses and conns of its own on the same two daemons.
 */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { initiativeFor } from '../../src/mesh/group-initiative.ts';
import type { GroupAction, GroupRule } from '../../src/mesh/groups.ts';
import { policyIn, policyTable } from '../../src/mesh/policy-for.ts';
import type { Address, Prefix } from '../../src/net/address.ts';
import { type DebianRelease, debianReleases } from '../support/debian/release-tools.ts';
import { certificateDer, type DatabaseEntry, fillDatabase } from './certificates.ts';
import { type Daemon, pause, startDaemon } from './daemon.ts';
import { caEntry, leafOf } from './draft.ts';
import { type Policy, policyFor, readPolicies } from './policies.ts';
import { describeWithDaemons, newWorld, type World } from './world.ts';

type Group = 'private' | 'private-or-clear' | 'clear-or-private' | 'clear';
/** What one end has, by group: prefixes in which `{P}` is the scenario's network. */
type Groups = Readonly<Partial<Record<Group, readonly string[]>>>;
type Fate = 'encrypted' | 'held' | 'clear';

interface Scenario {
  readonly why: string;
  readonly a: Groups;
  readonly b: Groups;
  /** What `mesh` is not asked about: verify has an error for it on every release. */
  readonly isFault?: boolean;
  /** What becomes of packets of a, b being silent: on 4.3, 4.10, 5.2, or the same on all. */
  readonly fate: Fate | readonly [Fate, Fate, Fate];
}

const net = '{P}.0/24';
const scenarios: readonly Scenario[] = [
  { why: 'private on both', a: { private: [net] }, b: { private: [net] }, fate: 'encrypted' },
  {
    why: 'private for one host inside clear, on both',
    a: { private: ['{P}.2/32'], clear: [net] },
    b: { private: ['{P}.1/32'], clear: [net] },
    fate: ['held', 'held', 'encrypted'],
  },
  {
    why: 'private for a network inside clear, on both',
    a: { private: [net], clear: ['{P16}'] },
    b: { private: [net], clear: ['{P16}'] },
    fate: ['held', 'held', 'encrypted'],
  },
  {
    why: 'private inside clear where it is asked, and not where it asks',
    a: { private: [net] },
    b: { private: ['{P}.1/32'], clear: [net] },
    fate: 'encrypted',
  },
  {
    why: 'clear inside private, on both',
    a: { private: [net], clear: ['{P}.2/32'] },
    b: { private: [net], clear: ['{P}.1/32'] },
    fate: 'clear',
  },
  {
    why: 'clear for one host inside private, where it is asked alone',
    a: { private: [net] },
    b: { private: [net], clear: ['{P}.1/32'] },
    fate: ['held', 'held', 'encrypted'],
    isFault: true,
  },
  { why: 'private against clear', a: { private: [net] }, b: { clear: [net] }, fate: 'held' },
  {
    why: 'private against clear-or-private',
    a: { private: [net] },
    b: { 'clear-or-private': [net] },
    fate: 'encrypted',
  },
  {
    why: 'clear-or-private on both',
    a: { 'clear-or-private': [net] },
    b: { 'clear-or-private': [net] },
    fate: 'clear',
  },
];

const here = dirname(fileURLToPath(import.meta.url));
const actions: Readonly<Record<Group, GroupAction>> = {
  private: 'encrypt',
  'private-or-clear': 'encrypt-else-clear',
  'clear-or-private': 'clear-until-asked',
  clear: 'clear',
};
const networkOf = (scenario: number): string => `10.${150 + scenario}.7`;
const filled = (text: string, scenario: number): string =>
  text.replace('{P16}', `10.${150 + scenario}.0.0/16`).replace('{P}', networkOf(scenario));

function confOf(release: DebianRelease, end: 'a' | 'b', number: number, groups: Groups): string {
  const left = `${networkOf(number)}.${end === 'a' ? 1 : 2}`;
  return Object.keys(groups)
    .map((group) => {
      const action = actions[group as Group];
      const settings =
        action === 'clear'
          ? ['right=%group', 'authby=never', 'type=passthrough', 'auto=ondemand']
          : [
              ...['leftid=%fromcert', `leftcert=g${end}`, 'right=%opportunisticgroup', 'rightid=%fromcert'],
              ...['rightca=%same', 'authby=rsasig', release === '5.2' ? 'keyexchange=ikev2' : 'ikev2=insist'],
              `negotiationshunt=${action === 'encrypt' ? 'drop' : 'passthrough'}`,
              `failureshunt=${action === 'encrypt' ? 'drop' : 'passthrough'}`,
              ...(release === '5.2' ? [] : ['keyingtries=1']),
              `auto=${action === 'clear-until-asked' ? 'add' : 'ondemand'}`,
            ];
      return `conn s${number}-${group}\n${[`left=${left}`, ...settings].map((line) => `\t${line}\n`).join('')}`;
    })
    .join('\n');
}

const entries = (end: 'a' | 'b'): readonly DatabaseEntry[] => [
  { nickname: `g${end}`, certificate: leafOf(end, 'rsa2048'), trust: ',,', key: true },
  caEntry,
];
const fill = (text: string): string =>
  text.replace(/\{(\w)\}/g, (whole, word) => ({ N: 'g', A: '10.150.7.1', B: '10.150.7.2' })[word as 'N'] ?? whole);

describeWithDaemons('groups before two daemons', (tools) => {
  let world: World | undefined;
  const daemons = new Map<'a' | 'b', Daemon>();
  const fates = new Map<number, Fate>();

  beforeAll(() => {
    const { release } = tools;
    const own = newWorld(['a', 'b'], `grp${release.replace('.', '')}`);
    world = own;
    for (const end of ['b', 'a'] as const) {
      own.addAddresses(
        end,
        scenarios.map((_, i) => `${networkOf(i)}.${end === 'a' ? 1 : 2}/24`),
      );
      const nss = (folder: string): void =>
        fillDatabase(
          tools,
          entries(end).map((entry) => ({
            ...entry,
            nickname: fill(entry.nickname),
            der: certificateDer(entry.certificate, fill),
          })),
          folder,
        );
      const daemon = startDaemon({ tools, world: own, host: end, nss });
      daemons.set(end, daemon);
      for (const [i, scenario] of scenarios.entries())
        for (const [group, prefixes] of Object.entries(scenario[end]))
          daemon.write(`ipsec.d/policies/s${i}-${group}`, prefixes.map((text) => `${filled(text, i)}\n`).join(''));
      daemon.write('mesh.conf', scenarios.map((scenario, i) => confOf(release, end, i, scenario[end])).join('\n'));
    }
    for (const daemon of daemons.values()) {
      daemon.ready();
      daemon.load('mesh.conf');
      daemon.whack('--listen');
    }
    const packets = scenarios.map((_, i) => `${networkOf(i)}.1 ${networkOf(i)}.2 17 40000 40009\n`).join('');
    for (let tries = 0; tries < 5; tries += 1) {
      own.shell('a', `perl '${join(here, 'send.pl')}'`, packets);
      pause(1200);
    }
    const policies = new Map(
      [...daemons].map(([end]) => [end, readPolicies(own.shell(end, 'ip xfrm policy'))] as const),
    );
    for (const i of scenarios.keys()) fates.set(i, fateOf(policies.get('a') ?? [], policies.get('b') ?? [], i));
  }, 120_000);

  afterAll(() => {
    for (const daemon of daemons.values()) daemon.stop();
    world?.remove();
  });

  test.each(scenarios.map((scenario, i) => ({ ...scenario, i })))('$why', ({ fate, i, a, b, isFault = false }) => {
    const wanted = typeof fate === 'string' ? fate : (fate[debianReleases.indexOf(tools.release)] as Fate);
    expect(fates.get(i), daemons.get('a')?.news().slice(-30).join('\n')).toBe(wanted);
    if (!isFault) expect(predicted(tools.release, a, b, i)).toBe(wanted);
  });
});

/** A policy with a template that has an SA, one that passes, or one that waits or drops. */
function fateOf(a: readonly Policy[], b: readonly Policy[], scenario: number): Fate {
  const [here_, there] = [`${networkOf(scenario)}.1`, `${networkOf(scenario)}.2`];
  const forth = policyFor(a, {
    source: here_,
    destination: there,
    protocol: 17,
    sourcePort: 40000,
    destinationPort: 40009,
  });
  const back = policyFor(b, {
    source: there,
    destination: here_,
    protocol: 17,
    sourcePort: 40009,
    destinationPort: 40000,
  });
  const isUp = (policy: Policy | undefined): boolean => policy?.hasTemplate === true && !policy.waits;
  if (isUp(forth) && isUp(back)) return 'encrypted';
  return forth === undefined || (!forth.hasTemplate && forth.action === 'allow') ? 'clear' : 'held';
}

/** What `mesh` says becomes of packets of a. */
function predicted(release: DebianRelease, a: Groups, b: Groups, scenario: number): Fate {
  const tableOf = (groups: Groups) => {
    const rules = Object.entries(groups).map(
      ([group, prefixes]): GroupRule => ({
        group,
        action: actions[group as Group],
        targets: prefixes.map((text) => ({ prefix: filled(text, scenario) as Prefix })),
      }),
    );
    return policyTable({ release, rules });
  };
  const [far, near] = [`${networkOf(scenario)}.2` as Address, `${networkOf(scenario)}.1` as Address];
  const [mine, theirs] = [tableOf(a), tableOf(b)];
  const [forth, back] = [policyIn(mine, far), policyIn(theirs, near)];
  const action = forth.kind === 'group' ? forth.action : 'clear';
  if (action === 'clear' || action === 'clear-until-asked') return 'clear';
  if (initiativeFor(mine, forth, far, release) !== 'yes') return 'held';
  return back.kind === 'group' && back.action !== 'clear' && back.action !== 'drop' ? 'encrypted' : 'held';
}
