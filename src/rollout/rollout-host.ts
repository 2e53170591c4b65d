/** A host of a roll-out: what it has, what it is to have, and what it has in between. */
import type { HostState } from '../explain/traffic-state.ts';
import { newLayouts } from '../hosts/conns/keyword-positions.ts';
import { newVocabulary, type Vocabulary, type WordList } from '../hosts/conns/line-table.ts';
import { newHostReader } from '../hosts/conns/read-conns.ts';
import type { FileContent, HostEvidence } from '../hosts/evidence.ts';
import { readAddress } from '../net/address.ts';

/** What a host is given, and what it has. */
export interface RolloutHost {
  readonly name: string;
  readonly role: string;
  /** What it has; absent for a host without IPsec, and for one that is new. */
  readonly current?: HostState;
  /** What it is to have; absent for a host that leaves. */
  readonly target?: HostState;
  /** With policy groups, the target with every strict group as one that waits to be asked. */
  readonly soft?: HostState;
}

/** Masters come before other hosts. */
export function isMaster({ role }: RolloutHost): boolean {
  return /^(master|control)/.test(role);
}

/** How the conns of a host differ between now and then, by name. */
export interface ConnChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly kept: readonly string[];
  /** The address of the peer that each conn is for, where it is for one. */
  readonly peers: ReadonlyMap<string, string>;
}

/** Compares the conns of what a host has with those of what it is to have. */
export function connChanges({ current, target }: RolloutHost): ConnChanges {
  const vocabulary = newVocabulary();
  const read = newHostReader(vocabulary, newLayouts());
  const peers = new Map<string, string>();
  const conns = (state: HostState | undefined): ReadonlyMap<string, string> => {
    const { evidence } = state ?? {};
    if (evidence === undefined) return new Map();
    const found = read(evidence.files, evidence.release, evidence.show).conns.filter(
      ({ lost, leftAddress, rightAddress }) =>
        lost.length === 0 && leftAddress !== undefined && rightAddress !== undefined,
    );
    return new Map(
      found.map((conn) => {
        const far = readAddress(conn.rightAddress?.value ?? '');
        if (far !== undefined) peers.set(conn.name, far);
        const parts = [conn.left, conn.right, conn.both].map((list) => wordsText(list, vocabulary));
        return [conn.name, [conn.leftAddress?.value, conn.rightAddress?.value, ...parts].join('\n')] as const;
      }),
    );
  };
  const [before, after] = [conns(current), conns(target)];
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    changed: [...after].filter(([name, text]) => before.has(name) && before.get(name) !== text).map(([name]) => name),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    kept: [...after].filter(([name, text]) => before.get(name) === text).map(([name]) => name),
    peers,
  };
}

function wordsText(list: WordList, { wordsOf }: Vocabulary): string {
  return wordsOf(list)
    .map(({ name, meaning, value }) => `${name}=${meaning ?? value}`)
    .sort()
    .join('\n');
}

/**
 * The files of a host on which the conns of the target were loaded beside those that it has: of two with one name that of the target
 * counts, since it replaced the other.
 */
export function besideEachOther(current: HostEvidence | undefined, target: HostEvidence): HostEvidence {
  if (current === undefined) return target;
  const files = new Map<string, FileContent>();
  const put = (evidence: HostEvidence, rename: (path: string) => string): void => {
    for (const path of evidence.files.keys()) {
      const content = evidence.files.get(path);
      if (content !== undefined) files.set(rename(path), content);
    }
  };
  // Read before the target's, so that those replace them.
  put(current, (path) => path.replace(/^etc\/ipsec\.d\/([^/]*\.conf)$/, 'etc/ipsec.d/0-before-$1'));
  put(target, (path) => path);
  return { ...target, files };
}
