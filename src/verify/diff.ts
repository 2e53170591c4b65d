/** What rendering would change on a host, by what it means and not by how it is written. */

import { readSourceText } from '../bytes/source-text.ts';
import { connNameOf, pairConnName } from '../mesh/conn-names.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import type { Rendering } from '../render/prepare.ts';
import type { RenderedFile } from '../render/rendered-file.ts';
import type { FileContent, HostEvidence } from './evidence.ts';
import type { HostConn } from './host-conns.ts';
import { newLayouts } from './layouts.ts';
import { type HostReader, newHostReader } from './read-host.ts';
import { newVocabulary, type Vocabulary, type Word } from './words.ts';

export interface FileChange {
  readonly path: string;
  readonly change: 'add' | 'remove' | 'change';
}

/** One keyword of a conn, with `also=` and `%default` put in; `null` in JSON stands for a keyword that is not there. */
export interface KeywordChange {
  readonly keyword: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface ConnChange {
  readonly name: string;
  readonly change: 'add' | 'remove' | 'change';
  readonly keywords: readonly KeywordChange[];
  /** What it means while only one of the two hosts has it. */
  readonly effect: string;
}

/** Everything that rendering would change on one host. */
export interface HostDiff {
  readonly files: readonly FileChange[];
  readonly conns: readonly ConnChange[];
  /** Names of conns and paths of files that the mesh no longer has, and entries of others that are kept. */
  readonly obsolete: readonly string[];
}

export interface DiffOptions {
  /** Layout, order and comments count too. */
  readonly text: boolean;
  /** Whether the tree is one that `render` wrote, so that it has files that no host has. */
  readonly isRendered: boolean;
}

export type Differ = (
  node: MeshNode,
  rendered: readonly RenderedFile[],
  evidence: HostEvidence,
  options: DiffOptions,
) => HostDiff;

/**
 * A comparison of hosts with what is rendered for them.
 *
 * @example
 * const diff = newDiffer(rendering);
 * diff(node, files, evidence, { text: false, isRendered: true }).conns // [] when nothing would change
 */
export function newDiffer(rendering: Rendering): Differ {
  const vocabulary = newVocabulary();
  const read = newHostReader(vocabulary, newLayouts());
  return (node, rendered, evidence, options) => {
    const files: FileChange[] = [];
    const obsolete: string[] = [];
    const ourPath = `etc/ipsec.d/${rendering.mesh.name}.conf`;
    const wanted = rendered.filter(({ target }) => options.isRendered || target !== undefined);
    const conns = compareConns(node, ourPath, rendered, evidence, { read, vocabulary, rendering });
    for (const file of wanted) {
      const content = evidence.files.get(file.path);
      if (content === undefined) {
        // What is secret is not gathered, so nothing can be said about it.
        if (options.isRendered || !file.secret) files.push({ path: file.path, change: 'add' });
      } else if (!isSame(content, file.content) && (options.text || file.path !== ourPath || conns.length > 0))
        files.push({ path: file.path, change: 'change' });
    }
    const paths = new Set(rendered.map(({ path }) => path));
    for (const path of [...evidence.files.keys()].sort()) {
      const isOurs = path.startsWith(`etc/ipsec.d/${rendering.mesh.name}.`) && /\.(conf|secrets)$/.test(path);
      if (!isOurs || paths.has(path)) continue;
      files.push({ path, change: 'remove' });
      obsolete.push(path);
    }
    obsolete.push(...conns.filter(({ change }) => change === 'remove').map(({ name }) => name));
    obsolete.push(...foreignEntries(rendered, evidence));
    return { files, conns, obsolete };
  };
}

interface Comparison {
  readonly read: HostReader;
  readonly vocabulary: Vocabulary;
  readonly rendering: Rendering;
}

function isSame(content: FileContent, text: string): boolean {
  return readSourceText(content).text === text;
}

function compareConns(
  node: MeshNode,
  ourPath: string,
  rendered: readonly RenderedFile[],
  evidence: HostEvidence,
  { read, vocabulary, rendering }: Comparison,
): readonly ConnChange[] {
  const ours = rendered.filter(({ path }) => path === ourPath).map(({ path, content }) => [path, content] as const);
  const file = evidence.show(ourPath);
  const wanted = read(new Map(ours), evidence.release, evidence.show).conns.filter(isConn);
  const all = read(evidence.files, evidence.release, evidence.show).conns.filter(isConn);
  const names = new Set(wanted.map(({ name }) => name));
  const found = new Map(
    all.filter(({ own, name }) => own.file === file || names.has(name)).map((conn) => [conn.name, conn]),
  );
  const changes: ConnChange[] = [];
  const peers = peerNames(rendering);
  for (const conn of wanted) {
    const peer = peers.get(conn.name) ?? conn.name;
    const current = found.get(conn.name);
    found.delete(conn.name);
    const keywords = keywordChanges(current, conn, vocabulary);
    if (current === undefined)
      changes.push({
        name: conn.name,
        change: 'add',
        keywords,
        effect: `until both have it ${node.name} and ${peer} do not encrypt to one another`,
      });
    else if (keywords.length > 0)
      changes.push({ name: conn.name, change: 'change', keywords, effect: effectOf(keywords, node.name, peer) });
  }
  for (const [name, conn] of found) {
    const peer = peers.get(name) ?? conn.rightAddress?.value ?? name;
    changes.push({
      name,
      change: 'remove',
      keywords: keywordChanges(conn, undefined, vocabulary),
      effect: `${node.name} no longer encrypts to ${peer}`,
    });
  }
  return changes;
}

/** A half that others take by `also=` is layout. */
function isConn({ leftAddress, rightAddress }: HostConn): boolean {
  return leftAddress !== undefined && rightAddress !== undefined;
}

function keywordChanges(
  from: HostConn | undefined,
  to: HostConn | undefined,
  vocabulary: Vocabulary,
): readonly KeywordChange[] {
  const [before, after] = [settingsOf(from, vocabulary), settingsOf(to, vocabulary)];
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((keyword): KeywordChange[] => {
    const [old, fresh] = [before.get(keyword), after.get(keyword)];
    if (old !== undefined && fresh !== undefined && (old.meaning ?? old.value) === (fresh.meaning ?? fresh.value))
      return [];
    return [{ keyword, from: old?.value, to: fresh?.value }];
  });
}

function settingsOf(conn: HostConn | undefined, vocabulary: Vocabulary): ReadonlyMap<string, Word> {
  if (conn === undefined) return new Map();
  const lists = [conn.left, conn.right, conn.both].flatMap(vocabulary.wordsOf);
  const words = [conn.leftAddress, conn.rightAddress, ...lists].flatMap((word) => (word === undefined ? [] : [word]));
  return new Map(words.map((word) => [word.name, word]));
}

/** Keywords in which the two ends have to go together. */
const together: ReadonlySet<string> = new Set([
  ...['left', 'right', 'leftid', 'rightid', 'leftcert', 'rightca', 'authby', 'ikev2', 'keyexchange', 'type'],
  ...['ike', 'esp', 'encapsulation', 'pfs', 'phase2', 'leftsubnet', 'rightsubnet', 'compress', 'sha2-truncbug'],
]);

function effectOf(keywords: readonly KeywordChange[], host: string, peer: string): string {
  const shared = keywords.filter(({ keyword }) => together.has(keyword)).map(({ keyword }) => keyword);
  return shared.length > 0
    ? `until both are updated ${host} and ${peer} can not talk (${shared.join(', ')})`
    : 'takes effect when the conn is loaded anew';
}

function peerNames({ mesh }: Rendering): ReadonlyMap<string, string> {
  return new Map(
    mesh.nodes.flatMap(({ name }) => [
      [connNameOf(name), name] as const,
      [pairConnName(connNameOf(name), 'ipv6', true), name] as const,
    ]),
  );
}

/** Lines of policy files that are not in what is rendered: packaged examples and what others wrote. They are kept. */
function foreignEntries(rendered: readonly RenderedFile[], { files }: HostEvidence): readonly string[] {
  return [...files].flatMap(([path, content]) => {
    if (!path.startsWith('etc/ipsec.d/policies/') || path.endsWith('.conf')) return [];
    const ours = rendered.find((file) => file.path === path)?.content ?? '';
    const known = new Set(entriesOf(ours));
    return entriesOf(readSourceText(content).text)
      .filter((entry) => !known.has(entry))
      .map((entry) => `${path}: ${entry}`);
  });
}

function entriesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
