/**
 * The documents of a mesh as values: the settings of every conn, the targets of every group. What a peer's half of a conn
 * says is made once for each kind of host that reads it: a mesh of N hosts of one kind has N such halves, and planning one
 * host builds no other. Printing is for `conn-file.ts` and `host.ts`; whoever compares takes the values.
 */
import { type Place, type Result, settle, valueAt } from '../diagnostics/diagnostic.ts';
import { newFindingList } from '../diagnostics/findings.ts';
import { identityText } from '../libreswan/identity/identity-text.ts';
import type { Setting } from '../libreswan/ipsec-conf/syntax/document.ts';
import { type SpelledSetting, spellSetting } from '../libreswan/keyword/spell-setting.ts';
import type { ReleaseRange } from '../libreswan/release.ts';
import { rangeText } from '../libreswan/release.ts';
import { pairEncapsulation } from '../mesh/encapsulation.ts';
import type { Mesh, MeshNode, Peering } from '../mesh/mesh.ts';
import { type MeshMtu, meshMtu } from '../mesh/mtu.ts';
import { linkedNodes, peeringsBetween } from '../mesh/peerings.ts';
import { type Family, families } from '../net/address.ts';
import type { Name } from '../x509/name.ts';
import { checkKeyKinds, keyKindOf } from './authentication.ts';
import { checkFirewall } from './check-firewall.ts';
import { autoOf, ownSettings, type PeerProof, peerSettings, type Uniform } from './ends.ts';
import { type PlannedGroup, planGroups } from './group-conns.ts';
import { readMeshOptions } from './options.ts';
import { configurationPlaces } from './places.ts';
import { spellMeshProposals } from './proposals.ts';
import type { RenderedFile } from './rendered-file.ts';
import { hasSecrets, type PlannedSecret, secretsOf } from './secrets.ts';
import { textFiles } from './text-files.ts';

/** A mesh of which every line is known to be expressible. Only {@link prepareRendering} makes one. */
export interface Rendering {
  readonly kind: 'rendering';
  readonly mesh: Mesh;
  /** The settings of a host's own half for one of its families, the same list at every call; empty where it has none. */
  readonly ownSettings: (node: MeshNode, family: Family) => readonly SpelledSetting[];
  /** The settings of a conn that belong to the peer, the same list for every host of a kind. */
  readonly peerSettings: (peering: Peering) => readonly SpelledSetting[];
  /** A name for everything about a host on which its peers' lines depend: hosts of one kind have the same lines for a peer. */
  readonly kindOf: (node: MeshNode) => string;
  /** The policy groups of a host; none in explicit mode. */
  readonly groups: (node: MeshNode) => readonly PlannedGroup[];
  /** What the host's secrets file holds. */
  readonly secrets: (node: MeshNode) => readonly PlannedSecret[];
  /** The files that have no other form than their text: the packet filter, the scripts, `README.txt` and `mtu.json`. */
  readonly textFiles: (node: MeshNode) => Result<readonly RenderedFile[]>;
  readonly mtu: MeshMtu;
}

/**
 * Makes ready to render, and finds everything that a release of the mesh cannot express.
 *
 * Fails with `render/ecdsa-needs-3.26` and the codes of `identityText`, `spellSetting`, the options, the proposals and `meshMtu`.
 *
 * @example
 * const rendering = prepareRendering(mesh);
 * if (rendering.kind === 'ok') renderHost(rendering.value, mesh.nodes[0]);
 */
export function prepareRendering(mesh: Mesh): Result<Rendering> {
  const findings = newFindingList();
  const uniform = uniformOf(mesh);
  const texts = idTexts();
  const spellOne = newSpeller();
  const own = new Map<MeshNode, Partial<Record<Family, readonly SpelledSetting[]>>>();
  const proposals = spellMeshProposals(mesh);
  findings.addAll(proposals.findings);
  const options = readMeshOptions(mesh);
  findings.addAll(options.findings);
  const mtu = meshMtu(mesh);
  findings.addAll(mtu.findings);
  findings.addAll(checkFirewall(mesh));

  const groups = new Map<MeshNode, readonly PlannedGroup[]>();
  if (mesh.mode === 'opportunistic') for (const node of mesh.nodes) groups.set(node, groupsOf(node));
  else for (const node of mesh.nodes) own.set(node, ownHalves(node));
  const cache = new Map<string, Map<MeshNode, Partial<Record<string, readonly SpelledSetting[]>>>>();
  for (const [local, remotes] of mesh.mode === 'explicit' ? readers(mesh) : []) {
    for (const remote of remotes) for (const peering of peeringsBetween(local, remote)) planPeer(peering);
  }

  return settle(
    () => ({
      kind: 'rendering',
      mesh,
      ownSettings: (node, family) => own.get(node)?.[family] ?? none,
      peerSettings: planPeer,
      kindOf: (node) => kindOf(node, uniform),
      groups: (node) => groups.get(node) ?? [],
      secrets: (node) => secretsOf(mesh, node),
      textFiles: (node) => {
        const names = (groups.get(node) ?? []).map(({ name }) => name);
        return textFiles(mesh, node, mtu, configurationPlaces(mesh, names, hasSecrets(mesh, node)));
      },
      mtu,
    }),
    findings.all(),
  );

  function groupsOf(node: MeshNode): readonly PlannedGroup[] {
    const { releases } = node;
    const planned = planGroups(mesh, node, { esp: proposals.esp(releases), ike: proposals.ike(releases) });
    const keyKind = keyKindOf(node.certificate);
    findings.addAll([...planned.findings, ...checkKeyKinds(keyKind, keyKind, releases, placeOf(node))]);
    return planned.kind === 'ok' ? planned.value : [];
  }

  function ownHalves(node: MeshNode): Partial<Record<Family, readonly SpelledSetting[]>> {
    const at = placeOf(node);
    const id =
      mesh.auth === 'psk' || node.certificate === undefined
        ? undefined
        : texts(node.certificate.subject, node.releases, at);
    // Where only the spelling is missing, pluto can still take the ID from the certificate itself.
    if (id?.kind === 'failed')
      findings.addAll(id.findings.filter(({ code }) => code !== 'libreswan/no-common-spelling'));
    const halves: Partial<Record<Family, readonly SpelledSetting[]>> = {};
    for (const family of families) {
      const address = node.addresses[family];
      if (address === undefined) continue;
      const settings = ownSettings(
        {
          address,
          proof:
            mesh.auth === 'psk'
              ? { kind: 'secret' }
              : {
                  kind: 'certificate',
                  id: id?.kind === 'ok' ? id.value : '%fromcert',
                  nickname: node.nickname,
                  keyKind: keyKindOf(node.certificate),
                },
          releases: node.releases,
          type: mesh.ipsec.type,
          esp: proposals.esp(node.releases),
          ike: proposals.ike(node.releases),
          liveness: mesh.ipsec.liveness,
          options: options.settings,
        },
        uniform,
      );
      halves[family] = spell(settings, node.releases, valueAt('nodes', node.name));
    }
    return halves;
  }

  function planPeer({ family, local, remote, localIsFirst }: Peering): readonly SpelledSetting[] {
    const kind = kindOf(local.node, uniform);
    const halves = cache.get(kind) ?? new Map<MeshNode, Partial<Record<string, readonly SpelledSetting[]>>>();
    cache.set(kind, halves);
    const known = halves.get(remote.node) ?? {};
    halves.set(remote.node, known);
    const auto = autoOf(mesh.ipsec.start, localIsFirst);
    const key = `${family} ${auto}`;
    const settings = known[key] ?? makePeer();
    known[key] = settings;
    return settings;

    function makePeer(): readonly SpelledSetting[] {
      const { releases } = local.node;
      const at = placeOf(remote.node);
      const proof = mesh.auth === 'psk' ? ({ kind: 'secret' } as const) : certificateProof(local.node, remote.node);
      if (proof === undefined) return none;
      const encapsulation = pairEncapsulation(local.node.encapsulation, remote.node.encapsulation) ?? 'auto';
      const settings = peerSettings({ address: remote.address, proof, encapsulation, auto }, releases, uniform);
      return spell(settings, releases, at);
    }
  }

  /** How the remote node proves to the local one who it is; `undefined` where that cannot be said, and is a finding. */
  function certificateProof(local: MeshNode, remote: MeshNode): PeerProof | undefined {
    const { releases } = local;
    const at = placeOf(remote);
    const [mine, theirs] = [local.certificate, remote.certificate];
    if (mine === undefined || theirs === undefined) return undefined;
    const [localKey, keyKind] = [keyKindOf(mine), keyKindOf(theirs)];
    findings.addAll(checkKeyKinds(localKey, keyKind, releases, at));
    const id = texts(theirs.subject, releases, at);
    const sameIssuer = mine.issuer.derHex === theirs.issuer.derHex;
    const ca = sameIssuer ? undefined : texts(theirs.issuer, releases, at);
    findings.addAll([...id.findings, ...(ca?.findings ?? [])]);
    if (id.kind === 'failed' || ca?.kind === 'failed') return undefined;
    return { kind: 'certificate', id: id.value, keyKind, ca: ca === undefined ? '%same' : ca.value, localKey };
  }

  /** What can be written of some settings; the rest are findings. */
  function spell(settings: readonly Setting[], releases: ReleaseRange, at: Place): readonly SpelledSetting[] {
    return settings.flatMap((setting) => {
      const spelled = spellOne(setting, releases, at);
      findings.addAll(spelled.findings);
      return spelled.kind === 'ok' ? [spelled.value] : [];
    });
  }
}

/** {@link spellSetting}, for settings of which most are those of the host before: the same value is spelled once. */
function newSpeller(): (setting: Setting, releases: ReleaseRange, at: Place) => Result<SpelledSetting> {
  const last = new Map<string, { readonly releases: ReleaseRange; readonly spelled: Result<SpelledSetting> }>();
  return (setting, releases, at) => {
    const known = last.get(setting.keyword);
    if (known?.releases === releases && known.spelled.kind === 'ok' && known.spelled.value.value === setting.value)
      return known.spelled;
    const spelled = spellSetting('conn', setting, releases, at);
    // A finding has the place of its host.
    if (spelled.findings.length === 0) last.set(setting.keyword, { releases, spelled });
    return spelled;
  };
}

const none: readonly SpelledSetting[] = [];

function placeOf(node: MeshNode): Place {
  return valueAt('nodes', node.name, 'certificate');
}

/** Everything about a host on which the text of its peers' halves depends. */
function kindOf(node: MeshNode, uniform: Uniform): string {
  const issuer = uniform.issuer ? '' : (node.certificate?.issuer.derHex ?? '');
  return [rangeText(node.releases), keyKindOf(node.certificate), node.encapsulation, issuer].join(' ');
}

/** For each kind of host one that stands for it, with the peers that hosts of the kind have: everything that will be printed. */
function readers(mesh: Mesh): Iterable<readonly [MeshNode, readonly MeshNode[]]> {
  const uniform = uniformOf(mesh);
  const kinds = new Map<string, MeshNode[]>();
  for (const node of mesh.nodes) {
    const kind = kindOf(node, uniform);
    const nodes = kinds.get(kind);
    if (nodes === undefined) kinds.set(kind, [node]);
    else nodes.push(node);
  }
  return [...kinds.values()]
    .flatMap((nodes) => (mesh.links === 'full' ? nodes.slice(0, 2) : nodes))
    .map((node) => [node, linkedNodes(mesh, node)]);
}

function uniformOf({ nodes, auth }: Mesh): Uniform {
  const same = <T>(values: readonly T[]): T | undefined =>
    values.every((value) => value === values[0]) ? values[0] : undefined;
  return {
    keyKind: auth === 'psk' ? 'secret' : same(nodes.map((node) => keyKindOf(node.certificate))),
    issuer: same(nodes.map((node) => node.certificate?.issuer.derHex)) !== undefined,
    encapsulation: same(nodes.map((node) => node.encapsulation)),
  };
}

/** {@link identityText}, each name for each range once. */
function idTexts(): (name: Name, releases: ReleaseRange, at: Place) => Result<string> {
  const ranges = new Map<string, Map<string, Result<string>>>();
  return (name, releases, at) => {
    const range = rangeText(releases);
    const known = ranges.get(range) ?? new Map<string, Result<string>>();
    ranges.set(range, known);
    const text = known.get(name.derHex) ?? identityText(name, releases, at);
    known.set(name.derHex, text);
    return text;
  };
}
