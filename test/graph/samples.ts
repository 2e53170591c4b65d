/** Values of every picture: as people have them, at 1,000 hosts and more, and with names that want to be something else. */

import { mtuAnswer } from '../../src/esp/answer.ts';
import { customOverlay, vxlan } from '../../src/esp/overlay.ts';
import { espTransform } from '../../src/esp/transform.ts';
import { explainTraffic } from '../../src/explain/explain-traffic.ts';
import { groupTree } from '../../src/graph/group-tree.ts';
import { packetOf } from '../../src/graph/packet-of.ts';
import type { PairsValue, PicturePair } from '../../src/graph/pairs.ts';
import { pairsOfMesh } from '../../src/graph/pairs-of.ts';
import type { Picture } from '../../src/graph/picture.ts';
import { pictures } from '../../src/graph/pictures/index.ts';
import type { PacketValue } from '../../src/graph/pictures/packet.ts';
import type { ValidityTimes } from '../../src/graph/pictures/validity.ts';
import { planRollout } from '../../src/plan-rollout.ts';
import { plannedState } from '../../src/planned-states.ts';
import { goodCluster, now, testInventory } from '../support/cluster.ts';

/** Names as no inventory has them, and as certificates, files and conns may. */
export const hostile: readonly string[] = [
  '<script>alert(1)</script>',
  '"/><style>*{display:none}</style>',
  ']]>&amp;&lt;',
  'a\u202egnp.exe\u0000\u0007\u001b[31m',
  'subgraph x["y"]\nend\n%%',
  'n0 -> n1; } digraph {',
  'W'.repeat(300),
  '漢字かな交じり文'.repeat(8),
  'ﷺﷻ﷽',
  'e\u0301\u0301\u0301\u0301\u0301\u0301',
  '\ud800 \uffff',
  '`(x)` {{y}} \\',
];

export function sample<Value>(name: string, picture: Picture<Value>, value: Value): Sample {
  return { name, picture: picture as Picture<unknown>, value };
}

export interface Sample {
  readonly name: string;
  readonly picture: Picture<unknown>;
  readonly value: unknown;
}

/** A mesh of so many hosts with faults in it. */
export function pairsSample(count: number, names?: readonly string[]): PairsValue {
  const hosts = Array.from({ length: count }, (_, i) => ({
    name: names?.[i % names.length] ?? `node-${String(i + 1).padStart(4, '0')}.example.com`,
    role: i < 3 ? 'master' : i % 7 === 0 ? 'infra' : 'node',
    addresses: [`172.16.${i >> 8}.${i & 255}`],
  }));
  const at = (i: number): string => hosts[i % count]?.name ?? '';
  const pairs: PicturePair[] = [
    { pair: [at(1), at(2)], state: 'broken', reason: 'ipv4: no-common-proposal' },
    { pair: [at(0), at(3)], state: 'one-sided', reason: 'ipv4: missing-conn' },
    { pair: [at(2), at(4)], state: 'unknown', reason: 'ipv4: not-collected' },
    ...hosts
      .slice(5)
      .map(({ name }): PicturePair => ({ pair: [at(4), name], state: 'broken', reason: 'ipv4: unmatched-id' })),
  ];
  return { title: 'lab: not consistent', hosts, pairs, rest: 'consistent' };
}

export function packetSample(overlay: boolean, name = 'vxlan'): PacketValue {
  const transform = espTransform('AES_CBC', 'HMAC_SHA2_256_128');
  if (transform === undefined) throw new Error('the table must have AES-CBC');
  const question = {
    linkMtu: 1500,
    mode: 'tunnel' as const,
    outer: 'ipv6' as const,
    inner: 'ipv4' as const,
    udpEncapsulation: true,
    selected: [transform] as const,
    accepted: [transform],
    overlays: overlay ? [name === 'vxlan' ? [vxlan] : [customOverlay(name, 22)]] : [],
  };
  return packetOf(question, mtuAnswer(question), `${transform.name}, tunnel mode in UDP`);
}

export function validitySample(count: number, owner?: (i: number) => string): ValidityTimes {
  const day = 86_400_000;
  const at = (days: number): Date => new Date(now.getTime() + days * day);
  const states = ['expired', 'ends-soon', 'valid', 'not-yet-valid'] as const;
  return {
    title: 'Validity of certificates',
    now,
    bars: Array.from({ length: count }, (_, i) => ({
      owner: owner?.(i) ?? (i === 3 ? 'CN=Mesh CA' : `node-${i}.example.com`),
      role: i === 3 ? ('authority' as const) : ('host' as const),
      notBefore: at(i % 4 === 3 ? 20 : -300),
      until: at(i % 4 === 0 ? -3 : i % 4 === 1 ? 12 + i : i === 3 ? 3650 : 300 + i),
      state: states[i % 4] ?? 'valid',
    })),
  };
}

const groups = {
  private: ['172.16.0.0/16', 'fd00::/8'],
  'private-or-clear': ['172.16.4.0/22'],
  'clear-or-private': ['172.16.9.0/24'],
  clear: ['172.16.255.1/32'],
  block: ['172.16.5.0/24'],
};

function opportunistic(): unknown {
  return {
    ...testInventory(['a', 'b', 'c']),
    mode: 'opportunistic',
    groups,
    infrastructure: { gateways: ['172.16.255.1'], dns: ['10.0.0.53'] },
  };
}

/** A plan for so many hosts. */
function planSample(count: number) {
  const cluster = goodCluster(testInventory(Array.from({ length: count }, (_, i) => `n${i + 1}`)));
  return planRollout(cluster, [], { now });
}

function pathSample() {
  const cluster = goodCluster(testInventory(['a', 'b']));
  const hosts = cluster.mesh.nodes.map((node) => plannedState(cluster, node).value);
  return explainTraffic({ hosts, now }, { from: 'a', to: 'b', protocol: 6, port: 443 });
}

/** The pictures that are looked at. */
export function samples(): readonly Sample[] {
  const path = pathSample();
  const dirty = (text: string, i: number): string => `${text} ${hostile[i % hostile.length]}`;
  const plan = planSample(4);
  return [
    sample('mesh', pictures.mesh, pairsSample(10)),
    sample('mesh-2', pictures.mesh, pairsOfMesh(goodCluster(testInventory(['a', 'b'])).mesh)),
    sample('mesh-20', pictures.mesh, pairsSample(20)),
    sample('mesh-1000', pictures.mesh, pairsSample(1000)),
    sample('mesh-hostile', pictures.mesh, pairsSample(12, hostile)),
    sample('matrix', pictures.matrix, pairsSample(10)),
    sample('matrix-40', pictures.matrix, pairsSample(40)),
    sample('matrix-1000', pictures.matrix, pairsSample(1000)),
    sample('matrix-hostile', pictures.matrix, pairsSample(12, hostile)),
    sample('groups', pictures.groups, groupTree(goodCluster(opportunistic()).mesh)),
    sample('groups-hostile', pictures.groups, {
      title: hostile[0] ?? '',
      branches: hostile.map((name) => ({
        prefix: name,
        groups: [name],
        action: 'undefined' as const,
        takes: [name],
        children: [{ prefix: name, groups: [name, name], action: 'clear' as const, takes: [], children: [] }],
      })),
      inClear: hostile.map((name) => ({ name, address: name, because: 'clear' as const, prefix: name })),
    }),
    sample('validity', pictures.validity, validitySample(12)),
    sample('validity-1000', pictures.validity, validitySample(1000)),
    sample(
      'validity-hostile',
      pictures.validity,
      validitySample(12, (i) => hostile[i] ?? ''),
    ),
    sample('packet', pictures.packet, packetSample(true)),
    sample('packet-plain', pictures.packet, packetSample(false)),
    sample('packet-hostile', pictures.packet, packetSample(true, hostile[0])),
    sample('path', pictures.path, path),
    sample('path-hostile', pictures.path, {
      ...path,
      there: {
        ...path.there,
        from: hostile[0] ?? '',
        to: hostile[6] ?? '',
        first: {
          ...path.there.first,
          request: {
            ...path.there.first.request,
            hops: path.there.first.request.hops.map((hop) => ({
              ...hop,
              host: hostile[2] ?? '',
              steps: hop.steps.map((step, i) => ({
                ...step,
                text: dirty(step.text, i),
                at: { kind: 'text' as const, file: hostile[i % 12] ?? '', line: 1, column: 1 },
              })),
            })),
          },
        },
      },
    }),
    sample('rollout', pictures.rollout, plan),
    sample('rollout-60', pictures.rollout, planSample(60)),
    sample('rollout-hostile', pictures.rollout, {
      ...plan,
      cluster: hostile[1] ?? '',
      stages: plan.stages.map((stage, i) => ({
        ...stage,
        title: dirty(stage.title, i),
        batches: hostile.map((host) => [{ host, commands: [] }]),
      })),
    }),
  ];
}
