import { describe, expect, test } from 'vitest';
import { stageFiles } from '../../src/plan-rollout.ts';
import { planFindings } from '../../src/rollout/findings.ts';
import type { RolloutPlan } from '../../src/rollout/plan.ts';
import { goodCluster, hostPem, nodeSubject } from '../support/cluster.ts';
import { int } from '../support/der-writer.ts';
import { currentOf, inventory, planOf, told } from './cluster-states.ts';

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

  test('gives a host every group that it has while none insists, and takes away what is of that time alone', () => {
    const plan = planOf(inventory(hosts, privateGroup));
    const placed = (kind: string) =>
      commandsIn(plan, kind, 'a').flatMap(
        (command) => /^install .* \/etc\/ipsec\.d\/policies\/(\S+)$/.exec(command)?.[1] ?? [],
      );
    expect([placed('soften'), placed('harden')]).toEqual([
      ['private', 'clear-or-private', 'clear'],
      ['private', 'clear'],
    ]);
    expect(commandsIn(plan, 'harden', 'a').slice(-3)).toEqual([
      'ipsec auto --delete clear-or-private',
      'rm -f /etc/ipsec.d/policies/clear-or-private',
      'ipsec whack --listen',
    ]);
  });

  test('has the packet filter loaded at boot, no sooner than IPsec starts there, and takes both back', () => {
    const unit = 'systemctl enable swanmesh-firewall.service';
    const plan = planOf(inventory(hosts, strict));
    expect(commandsIn(plan, 'strict', 'a')).not.toContain(unit);
    expect(commandsIn(plan, 'enable', 'a').slice(-2)).toEqual([unit, 'systemctl enable ipsec']);
    expect(plan.stages.at(-1)?.back[0]?.commands).toEqual(['systemctl disable ipsec swanmesh-firewall.service']);
    // Of a mesh that runs it is the new filter from the stage on in which that is loaded.
    expect(commandsIn(planOf(inventory(hosts, strict), currentOf(inventory(hosts))), 'strict', 'a')).toContain(unit);
  });
});

describe('the plan', () => {
  for (const libreswan of ['4.3', '4.10', '5.2'])
    test(`of a new explicit cluster on ${libreswan} cuts nobody: add, up, route, then the files, then the filter`, () => {
      const plan = planOf(inventory(hosts, { ...strict, libreswan }));
      expect(told(plan)).toEqual([
        'certificate',
        'doors',
        'load',
        'up, hand-over 3',
        'route',
        'write',
        'strict',
        'enable',
      ]);
      expect(plan.worst).toMatchObject({ cut: 0, clearAgain: 0, negotiations: 0, handOvers: 3 });
      expect(plan.proof.violations).toEqual([]);
      expect(planFindings(plan)).toEqual([]);
    });

  test('of a new cluster of groups says that each pair waits for a negotiation, and why', () => {
    const plan = planOf(inventory(hosts, privateGroup));
    expect(told(plan)).toEqual(['certificate', 'doors', 'soften', 'harden, negotiation 3', 'write', 'enable']);
    expect(plan.worst.why).toBe('what waits for an SA is routed before the SA is there');
    expect(planFindings(plan).map(({ code }) => code)).toEqual(['rollout/pairs-cut']);
    expect(plan.advice.join()).toContain('mode: explicit');
  });

  test('of a node that is added touches its pairs alone', () => {
    const plan = planOf(inventory(['a', 'b', 'c']), currentOf(inventory(['a', 'b'])));
    expect(told(plan)).toEqual(['certificate', 'doors', 'load', 'up, hand-over 2', 'route', 'write', 'enable']);
    expect(plan.stages[0]?.batches.flat().map(({ host }) => host)).toEqual(['c']);
    const [, , , up] = plan.stages;
    expect(up?.batches.flat().map(({ host, peer }) => `${host} ${peer}`)).toEqual(['a c', 'b c']);
  });

  test('of a node that leaves has its peers forget it first, and cuts nobody else', () => {
    const plan = planOf(inventory(['a', 'b']), currentOf(inventory(['a', 'b', 'c'])));
    expect(told(plan)).toEqual(['drop', 'write', 'leave']);
    expect(
      plan.stages
        .at(-1)
        ?.batches.flat()
        .map(({ host }) => host),
    ).toEqual(['c']);
  });

  test('from explicit conns to groups and back', () => {
    expect(told(planOf(inventory(hosts, privateGroup), currentOf(inventory(hosts))))).toEqual([
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
    expect(told(plan)).toEqual(['upgrade, cut 3']);
    expect(plan.stages[0]?.batches.map((batch) => batch.length)).toEqual([1, 1, 1]);
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
      { host: 'b', commands: ['sh after/b/import-certificate.sh', 'ipsec whack --rereadcerts'] },
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
