/** From a change of a cluster to what its hosts get for it: the trees and the printed plan, all of it from the command line of swanmesh. */
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RolloutPlan } from '../../../src/rollout/plan.ts';
import type { DebianRelease } from '../../support/debian/release-tools.ts';
import { readPrintedPlan } from '../../support/printed-plan.ts';
import { type Authority, authorityIn, type Issued } from '../authority.ts';
import type { CaseNode, Member, Prepared, ReleaseSet } from '../case.ts';
import { inventoryOf, onHost, pkcs12Of, releaseOf, run, subjectOf, tools, withPrefixLength } from '../cluster.ts';
import type { GuestHost } from '../scenario.ts';

/** What a cluster is to be, or was. */
export interface ClusterSide {
  readonly nodes: readonly CaseNode[];
  /** Keys of the inventory beside nodes, release and files. */
  readonly inventory?: Readonly<Record<string, unknown>>;
  /** Who has issued the certificates; all hosts trust that authority alone. */
  readonly authority?: 'own' | 'other';
  /** Hosts whose certificate is a second one of the same subject, and for which key. */
  readonly renewed?: Readonly<Record<string, 'the same key' | 'a new key'>>;
}

/** From what to what. */
export interface ClusterChange {
  /** Absent where no host has IPsec yet. */
  readonly before?: ClusterSide;
  readonly after: ClusterSide;
}

/** The names of the authorities; NSS has an authority of a PKCS#12 file under its common name. */
const authorityNames = { own: 'cluster-ca', other: 'other-ca' } as const;

/** Where the trees are on a host: the commands of a plan are run there. */
export const workFolder = '/root/rollout';

/** Makes everything that the hosts need for the change in an empty folder of this machine. */
export function prepareRollout(change: ClusterChange, set: ReleaseSet, folder: string, pki: string): Prepared {
  mkdirSync(folder, { recursive: true });
  const { before, after } = change;
  const all = [
    ...after.nodes,
    ...(before?.nodes ?? []).filter(({ name }) => !after.nodes.some((n) => n.name === name)),
  ];
  const releases = new Map(all.map(({ name }, index) => [name, releaseOf(set, index)]));
  const had = before === undefined ? undefined : renderSide('before', before, releases, folder, pki);
  if (had !== undefined) run(['render', had.inventory, '-o', join(folder, 'before')]);
  const wanted = renderSide('after', after, releases, folder, pki);
  const rollout = [
    wanted.inventory,
    ...(had === undefined ? [] : [factsOf(folder, had.issued, authorityNames[before?.authority ?? 'own'])]),
  ];
  const text = run(['rollout', ...rollout, '-o', join(folder, 'rollout')]);
  const back = run(['rollout', ...rollout, '--back']);
  const members = all.map((node) => {
    const files = filesOf(node, folder, had, wanted);
    const release = releases.get(node.name) ?? '4.10';
    return { name: node.name, addresses: node.addresses, release, files };
  });
  return {
    mesh: {
      members: members.map((member): Member => ({ ...member, conns: 0, tunnelMtu: 0, overlayMtu: 0, rendered: '' })),
      strangers: [],
      rollout: {
        plan: JSON.parse(readFileSync(join(folder, 'rollout/plan.json'), 'utf8')) as RolloutPlan,
        stages: readPrintedPlan(text),
        back: readPrintedPlan(back),
        before: (before?.nodes ?? []).map(({ name }) => name),
        after: after.nodes.map(({ name }) => name),
      },
    },
    hosts: members.map(
      ({ name, addresses, release, files }): GuestHost => ({
        name,
        root: tools(release).root,
        addresses: addresses.map(withPrefixLength),
        files,
      }),
    ),
  };
}

interface RenderedSide {
  readonly inventory: string;
  readonly authority: Authority;
  readonly issued: ReadonlyMap<string, Issued>;
}

function renderSide(
  name: string,
  side: ClusterSide,
  releases: ReadonlyMap<string, DebianRelease>,
  folder: string,
  pki: string,
): RenderedSide {
  const whose = side.authority ?? 'own';
  const authority = authorityIn(tools('4.10').openssl, join(pki, whose), authorityNames[whose]);
  const nodes = side.nodes.map((node) => {
    const first = authority.issue(node.name, subjectOf(node), node.key);
    const again = side.renewed?.[node.name];
    const issued = again === undefined ? first : authority.renew(first, again);
    return { node, release: releases.get(node.name) ?? '4.10', issued };
  });
  const inventory = join(folder, `${name}.json`);
  writeFileSync(inventory, JSON.stringify(inventoryOf(side, nodes, authority, folder), undefined, 2));
  return { inventory, authority, issued: new Map(nodes.map(({ node, issued }) => [node.name, issued])) };
}

/** What was gathered: the files that hosts have, and their certificates. */
function factsOf(folder: string, issued: ReadonlyMap<string, Issued>, authority: string): string {
  const gathered = join(folder, 'gathered');
  for (const [host, { certificate }] of issued) {
    cpSync(join(folder, 'before', host, 'etc'), join(gathered, host, 'etc'), { recursive: true });
    mkdirSync(join(gathered, host, 'facts'), { recursive: true });
    const pems = [readFileSync(certificate, 'utf8'), readFileSync(join(certificate, '../ca.crt'), 'utf8')];
    writeFileSync(
      join(gathered, host, 'facts/certificates.pem'),
      `# nickname: ${host}\n${pems[0]}# nickname: ${authority}\n${pems[1]}`,
    );
  }
  return gathered;
}

function filesOf(node: CaseNode, folder: string, had: RenderedSide | undefined, wanted: RenderedSide): string {
  const files = join(folder, 'guest', node.name);
  const at = (path: string): string => join(files, path);
  for (const tree of ['between', 'after'])
    for (const part of [node.name, '_shared'])
      if (wanted.issued.has(node.name))
        cpSync(join(folder, 'rollout', tree, part), at(`${workFolder}/${tree}/${part}`), { recursive: true });
  cpSync(join(folder, 'rollout/authorities'), at(`${workFolder}/authorities`), { recursive: true });
  mkdirSync(at('usr/bin'), { recursive: true });
  copyFileSync(new URL('../../support/host-box/systemctl.sh', import.meta.url), at('usr/bin/systemctl'));
  chmodSync(at('usr/bin/systemctl'), 0o755);
  const old = had?.issued.get(node.name);
  if (had !== undefined && old !== undefined) {
    cpSync(join(folder, 'before', node.name, 'etc/ipsec.d'), at('etc/ipsec.d'), { recursive: true });
    copyFileSync(pkcs12Of(old, had.authority, node.name), at('root/host.p12'));
  }
  const issued = wanted.issued.get(node.name);
  if (issued !== undefined) {
    mkdirSync(at('etc/origin/node'), { recursive: true });
    copyFileSync(issued.certificate, at(onHost.certificate));
    copyFileSync(issued.key, at(onHost.key));
    copyFileSync(wanted.authority.certificate, at(onHost.authority));
    chmodSync(at(onHost.key), 0o600);
  }
  return files;
}
