import { describe, expect, test } from 'vitest';
import { stageFiles } from '../../src/plan-rollout.ts';
import { planFindings } from '../../src/rollout/findings.ts';
import type { RolloutPlan } from '../../src/rollout/plan.ts';
import { authorityPem, gathered, goodCluster, hostPem, nodeSubject } from '../support/cluster.ts';
import { int } from '../support/der-writer.ts';
import { closedFacts, currentOf, inventory, planOf, told } from './cluster-states.ts';

const hosts = ['a', 'b', 'c'];
const strict = { firewall: { requireEsp: true, backends: ['iptables'] }, management: ['172.16.9.9/32'] };
const privateGroup = { mode: 'opportunistic', groups: { private: ['172.16.0.0/24'], clear: ['172.16.0.254/32'] } };

const commandsIn = ({ stages }: RolloutPlan, kind: string, host: string): readonly string[] =>
  stages
    .filter((stage) => stage.kind === kind)
    .flatMap(({ batches }) => batches.flat().filter((step) => step.host === host))
    .flatMap(({ commands }) => commands);

describe('what a plan says to paste', () => {
  for (const [what, wanted, had] of [
    ['a new cluster', inventory(hosts, strict), []],
    ['one with nftables', inventory(hosts, { firewall: { backends: ['nftables', 'firewalld'] } }), []],
    ['groups', inventory(hosts, privateGroup), []],
    ['conns that become groups', inventory(hosts, privateGroup), currentOf(inventory(hosts))],
    ['groups that become conns', inventory(hosts), currentOf(inventory(hosts, privateGroup))],
    ['a filter that becomes strict', inventory(hosts, strict), currentOf(inventory(hosts))],
  ] as const)
    test(`names no file that its trees do not have: ${what}`, () => {
      const cluster = goodCluster(wanted);
      const trees = new Set(
        cluster.mesh.nodes.flatMap((node) =>
          (['between', 'after'] as const).flatMap((tree) =>
            stageFiles(cluster, node, tree).map(({ path }) => `${tree}/${node.name}/${path}`),
          ),
        ),
      );
      const { stages } = planOf(wanted, had);
      const named = stages
        .flatMap(({ batches, back }) => [...batches.flat(), ...back])
        .flatMap(({ commands }) => commands.flatMap((command) => command.match(/(?:between|after)\/[^\s;]+/g) ?? []));
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((path) => !trees.has(path))).toEqual([]);
    });

  const steps = (plan: RolloutPlan, kind: string): readonly string[] =>
    commandsIn(plan, kind, 'a').flatMap((command) => /apply\.sh --steps (.*)$/.exec(command)?.[1] ?? []);

  test('has apply.sh do each stage of a new host, in the tree of that stage, and somebody confirm it', () => {
    const plan = planOf(inventory(hosts, strict));
    expect(
      plan.stages.flatMap(({ kind }) => commandsIn(plan, kind, 'a').filter((line) => !line.startsWith('#'))),
    ).toEqual([
      'sh after/a/apply.sh --steps certificate --certificate CERT KEY CA',
      'sh after/a/apply.sh --confirm  # in a session of its own',
      'sh between/a/apply.sh --steps files,filter',
      'sh between/a/apply.sh --confirm  # in a session of its own',
      'sh between/a/apply.sh --steps start,files,add',
      'sh between/a/apply.sh --confirm  # in a session of its own',
      'ipsec auto --up b',
      'ipsec auto --up c',
      'sh after/a/apply.sh --steps files,route',
      'sh after/a/apply.sh --confirm  # in a session of its own',
      'sh after/a/apply.sh --steps files,filter',
      'sh after/a/apply.sh --confirm  # in a session of its own',
      'sh after/a/apply.sh --steps enable',
      'sh after/a/apply.sh --confirm  # in a session of its own',
    ]);
  });

  test('does not name the certificate where the inventory says where it is on the host', () => {
    const onHost = { certificate: '/etc/a.crt', key: '/etc/a.key', authority: '/etc/ca.crt' };
    expect(steps(planOf(inventory(hosts, { onHost })), 'certificate')).toEqual(['certificate']);
  });

  test('of a running mesh loads nothing again that pluto has', () => {
    const plan = planOf(inventory(['a', 'b', 'c']), currentOf(inventory(['a', 'b'])));
    expect(steps(plan, 'load')).toEqual(['files,add --adopt']);
    expect(steps(planOf(inventory(['a', 'b']), currentOf(inventory(hosts))), 'drop')).toEqual(['files,add --adopt']);
  });

  test('leaves to people what apply.sh would do too early: old conns go when the new ones are up', () => {
    const plan = planOf(inventory(hosts), currentOf(inventory(hosts, privateGroup)));
    expect(steps(plan, 'load')).toEqual([]);
    expect(commandsIn(plan, 'load', 'a')).toEqual([
      'install -o root -g root -m 0644 between/a/etc/ipsec.d/openshift-cluster.conf /etc/ipsec.d/openshift-cluster.conf',
      'ipsec auto --add b',
      'ipsec auto --add c',
    ]);
    expect(commandsIn(plan, 'drop', 'a')).toEqual(['ipsec auto --delete private', 'ipsec auto --delete clear']);
    expect(steps(plan, 'write')).toEqual(['files,add --adopt']);
  });

  test('has the packet filter loaded at boot, no sooner than IPsec starts there, and takes both back', () => {
    const plan = planOf(inventory(hosts, strict));
    expect(steps(plan, 'strict')).toEqual(['files,filter']);
    expect(steps(plan, 'enable')).toEqual(['enable']);
    expect(plan.stages.at(-1)?.back[0]?.commands).toEqual(['systemctl disable ipsec swanmesh-firewall.service']);
    // Of a mesh that runs it is the new filter from the stage on in which that is loaded.
    expect(steps(planOf(inventory(hosts, strict), currentOf(inventory(hosts))), 'strict')).toEqual([
      'files,filter,enable',
    ]);
  });

  test('imports another authority from a file beside the trees, and takes the old one out under its own name', () => {
    const wanted = inventory(hosts, { authority: authorityPem('Next CA') });
    for (const host of hosts)
      wanted.nodes[host] = { ...wanted.nodes[host], certificate: hostPem(nodeSubject(host), { issuer: 'Next CA' }) };
    const facts = (host: string) => ({ 'facts/certificates.pem': gathered(host, hostPem(nodeSubject(host))) });
    const plan = planOf(wanted, currentOf(inventory(hosts), facts));
    expect(told(plan)).toEqual(['trust', 'certificate', 'distrust']);
    expect(commandsIn(plan, 'trust', 'a')[0]).toMatch(
      /^certutil -A -d sql:\S+ -n authority-[0-9a-f]{16} -t CT,, -a -i authorities\/[0-9a-f]{16}\.pem$/,
    );
    expect(commandsIn(plan, 'distrust', 'a')[0]).toMatch(/^certutil -D -d sql:\S+ -n 'Mesh CA'$/);
  });
});

describe('the plan', () => {
  for (const libreswan of ['4.3', '4.10', '5.2'])
    test(`of a new explicit cluster on ${libreswan} cuts nobody: add, up, route, then the filter`, () => {
      const plan = planOf(inventory(hosts, { ...strict, libreswan }));
      expect(told(plan)).toEqual(['certificate', 'doors', 'load', 'up, hand-over 3', 'route', 'strict', 'enable']);
      expect(plan.worst).toMatchObject({ cut: 0, clearAgain: 0, negotiations: 0, handOvers: 3 });
      expect(plan.proof.violations).toEqual([]);
      expect(planFindings(plan)).toEqual([]);
    });

  test('of groups up to 4.15 says that hosts which ask each other at once may block each other', () => {
    const plan = planOf(inventory(hosts, privateGroup));
    expect(told(plan)).toEqual(['certificate', 'doors', 'soften', 'harden, unknown 3, clear-again 3', 'enable']);
    expect(plan.worst).toMatchObject({ cut: 3, stage: 4 });
    expect(plan.worst.why).toMatch(/both hosts ask by their policy groups at once/);
    expect(plan.advice.join()).toContain('mode: explicit');
    // Where one of the two is newer, it does not happen.
    const mixed = inventory(hosts, privateGroup);
    for (const host of ['a', 'b']) mixed.nodes[host] = { ...mixed.nodes[host], libreswan: '5.2' };
    expect(told(planOf(mixed))).toContain('harden, negotiation 1, clear-again 1, negotiation 2, clear-again 2');
  });

  test('of a new cluster of groups says that each pair waits for a negotiation, and why', () => {
    const plan = planOf(inventory(hosts, { ...privateGroup, libreswan: '5.2' }));
    expect(told(plan)).toEqual(['certificate', 'doors', 'soften', 'harden, negotiation 3, clear-again 3', 'enable']);
    expect(plan.worst.why).toBe('what waits for an SA is routed before the SA is there');
    // The negotiation, and the moment in which one group goes and the other comes.
    expect(planFindings(plan).map(({ code }) => code)).toEqual(['rollout/pairs-cut', 'rollout/pairs-cut']);
    expect(plan.advice.join()).toContain('mode: explicit');
  });

  test('of a node that is added touches its pairs alone', () => {
    const plan = planOf(inventory(['a', 'b', 'c']), currentOf(inventory(['a', 'b'])));
    expect(told(plan)).toEqual(['certificate', 'doors', 'load', 'up, hand-over 2', 'route', 'enable']);
    expect(plan.stages[0]?.batches.flat().map(({ host }) => host)).toEqual(['c']);
    const [, , , up] = plan.stages;
    expect(up?.batches.flat().map(({ host, peer }) => `${host} ${peer}`)).toEqual(['a c', 'b c']);
  });

  test('of a node that leaves has its peers forget it first, and cuts nobody else', () => {
    const plan = planOf(inventory(['a', 'b']), currentOf(inventory(['a', 'b', 'c'])));
    expect(told(plan)).toEqual(['drop', 'leave']);
    expect(
      plan.stages
        .at(-1)
        ?.batches.flat()
        .map(({ host }) => host),
    ).toEqual(['c']);
  });

  test('from explicit conns to groups and back', () => {
    const grouped = inventory(hosts, { ...privateGroup, libreswan: '5.2' });
    expect(told(planOf(grouped, currentOf(inventory(hosts, { libreswan: '5.2' }))))).toEqual([
      'load-as-written',
      'drop, negotiation 3',
      'write',
    ]);
    expect(told(planOf(inventory(hosts), currentOf(inventory(hosts, privateGroup))))).toEqual([
      'load',
      'up, hand-over 3',
      'route',
      'drop',
      'write',
    ]);
  });

  test('of a filter that is to be strict is one stage that cuts nobody', () => {
    expect(told(planOf(inventory(hosts, strict), currentOf(inventory(hosts))))).toEqual(['strict']);
  });

  test('of another release restarts one host after the other, and says that their pairs are cut', () => {
    const plan = planOf(inventory(hosts, { libreswan: '5.2' }), currentOf(inventory(hosts)));
    expect(told(plan)).toEqual(['upgrade, cut 3, clear-again 3']);
    expect(plan.stages[0]?.batches.map((batch) => batch.length)).toEqual([1, 1, 1]);
    expect(plan.proof.violations).toEqual([]);
    // Up to 4.15 the kernel asks once in 30 s.
    expect(commandsIn(plan, 'upgrade', 'a').at(-1)).toMatch(/^sleep 30 /);
    const newer = planOf(inventory(hosts, { libreswan: '5.4' }), currentOf(inventory(hosts, { libreswan: '5.2' })));
    expect(commandsIn(newer, 'upgrade', 'a').at(-1)).toBe('systemctl restart ipsec');
  });

  test('of another release leaves nothing readable where the filter refuses it, and has it refuse first', () => {
    const closed = { ...strict, libreswan: '5.2' };
    expect(told(planOf(inventory(hosts, closed), currentOf(inventory(hosts, strict), closedFacts)))).toEqual([
      'upgrade, cut 3',
    ]);
    const both = planOf(inventory(hosts, closed), currentOf(inventory(hosts)));
    expect(told(both)).toEqual(['strict', 'upgrade, cut 3']);
  });

  test('of a renewed certificate touches one host and no peer', () => {
    const renewed = inventory(hosts);
    const old = hostPem(nodeSubject('b'));
    renewed.nodes.b = {
      ...renewed.nodes.b,
      certificate: hostPem(nodeSubject('b'), { serial: int(4711n) }),
    };
    const facts = (host: string) => (host === 'b' ? { 'facts/certificates.pem': `# nickname: b\n${old}` } : {});
    const plan = planOf(renewed, currentOf(inventory(hosts), facts));
    expect(told(plan)).toEqual(['certificate']);
    expect(plan.stages[0]?.batches.flat()).toEqual([
      {
        host: 'b',
        commands: [
          'sh after/b/apply.sh --steps certificate --certificate CERT KEY CA',
          'sh after/b/apply.sh --confirm  # in a session of its own',
        ],
      },
    ]);
    expect(plan.changes.join()).toMatch(/b: a newer certificate, of the same subject/);
  });

  test('where nothing is to be done has no stage', () => {
    expect(told(planOf(inventory(hosts), currentOf(inventory(hosts))))).toEqual([]);
  });

  test('puts the canary first, masters before nodes, and no more at once than are wanted', () => {
    const five = inventory(['a', 'b', 'c', 'd', 'e']);
    for (const master of ['d', 'e']) five.nodes[master] = { ...five.nodes[master], role: 'master' };
    const load = planOf(five, [], { maxParallel: 2 }).stages.find(({ kind }) => kind === 'load');
    expect(load?.batches.map((batch) => batch.map(({ host }) => host).join())).toEqual(['d', 'e', 'a,b', 'c']);
  });

  test('looks at every state of few hosts, at every kind of pair of more, and walks beside', () => {
    const how = (count: number) => planOf(inventory(Array.from({ length: count }, (_, i) => `n${i}`))).proof;
    expect(how(3)).toMatchObject({ how: 'all', violations: [] });
    expect(how(3).states).toBeGreaterThan(20);
    expect(how(6)).toMatchObject({ how: 'symmetry', violations: [] });
    expect(how(11)).toMatchObject({ how: 'symmetry and random walks', violations: [] });
  });

  test('is the same whatever the order of the hosts', () => {
    const forth = planOf(inventory(hosts, strict), currentOf(inventory(['a', 'b'])));
    const back = planOf(inventory([...hosts], strict), [...currentOf(inventory(['a', 'b']))].reverse());
    expect(JSON.stringify(back)).toBe(JSON.stringify(forth));
  });
});
