/** What rendering would change on a host, by what it means and not by how it is written. */

import { append } from '../bytes/append.ts';
import { toHex } from '../bytes/hex.ts';
import type { Secret } from '../bytes/secret.ts';
import { readSourceText } from '../bytes/source-text.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { HostConn } from '../hosts/conns/host-conn.ts';
import { newLayouts } from '../hosts/conns/keyword-positions.ts';
import { newVocabulary, type Vocabulary, type Word } from '../hosts/conns/line-table.ts';
import { type HostReader, type HostReading, newHostReader, type ReadableFiles } from '../hosts/conns/read-conns.ts';
import type { FileContent, HostEvidence, HostFiles } from '../hosts/evidence.ts';
import type { PlannedSection } from '../libreswan/ipsec-conf/syntax/planned-section.ts';
import { parseSecrets } from '../libreswan/ipsec-secrets/parse.ts';
import type { PlannedSecret } from '../libreswan/ipsec-secrets/planned-secret.ts';
import type { GroupTarget } from '../libreswan/policy-group/document.ts';
import { groupInstanceName } from '../libreswan/policy-group/instance.ts';
import { parsePolicyGroup, policyGroupTargets } from '../libreswan/policy-group/parse.ts';
import type { Release } from '../libreswan/release.ts';
import { connNameOf, pairConnName } from '../mesh/conn-names.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import { readAddress } from '../net/address.ts';
import { connSections } from '../render/conn-sections.ts';
import type { Rendering } from '../render/prepare.ts';
import type { RenderedFile } from '../render/rendered-file.ts';
import { checkConfiguration } from '../verify/checks/host/configuration.ts';
import { effectsOf, type KeywordChange } from './effects.ts';

export interface FileChange {
  readonly path: string;
  readonly change: 'add' | 'remove' | 'change';
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
  /** What keeps the host from loading its conns even then: faults in files that are not rendered. */
  readonly findings: readonly Diagnostic[];
}

export interface DiffOptions {
  /** Layout, order and comments count too. */
  readonly text: boolean;
  /** Whether the tree is one that `render` wrote, so that it has files that no host has. */
  readonly isRendered: boolean;
}

/** A comparison that is under way. */
export interface MeshDiff {
  /** Compares one host. Nothing of its files is kept. */
  readonly add: (
    node: MeshNode,
    rendered: readonly RenderedFile[],
    evidence: HostEvidence,
    options: DiffOptions,
  ) => HostDiff;
}

/**
 * Begins a comparison of hosts with what is rendered for them.
 *
 * @example
 * const diff = startDiff(rendering);
 * diff.add(node, files, evidence, { text: false, isRendered: true }).conns // [] when nothing would change
 */
export function startDiff(rendering: Rendering): MeshDiff {
  const vocabulary = newVocabulary();
  const read = newHostReader(vocabulary, newLayouts());
  const add: MeshDiff['add'] = (node, rendered, evidence, options) => {
    const files: FileChange[] = [];
    const obsolete: string[] = [];
    const ourPath = `etc/ipsec.d/${rendering.mesh.name}.conf`;
    const plan = planOf(rendering, node);
    const wanted = rendered.filter(({ path }) => options.isRendered || isGathered(path));
    const { conns, findings } = compareConns(node, ourPath, evidence, { read, vocabulary, rendering });
    for (const file of wanted) {
      const content = evidence.files.get(file.path);
      if (content === undefined) {
        // What is secret is not gathered, so nothing can be said about it.
        if (options.isRendered || !file.secret) files.push({ path: file.path, change: 'add' });
      } else if (
        readSourceText(content).text !== file.content &&
        (options.text ||
          (file.path === ourPath ? conns.length > 0 : !meansTheSame(file, content, plan, evidence.release)))
      )
        files.push({ path: file.path, change: 'change' });
    }
    const paths = new Set(rendered.map(({ path }) => path));
    for (const path of [...evidence.files.keys()].sort()) {
      const isOurs = path.startsWith(`etc/ipsec.d/${rendering.mesh.name}.`) && /\.(conf|secrets)$/.test(path);
      if (!isOurs || paths.has(path)) continue;
      files.push({ path, change: 'remove' });
      obsolete.push(path);
    }
    append(
      obsolete,
      conns.filter(({ change }) => change === 'remove').map(({ name }) => name),
    );
    append(obsolete, foreignEntries(plan, evidence));
    return { files, conns, obsolete, findings };
  };
  return { add };
}

interface Comparison {
  readonly read: HostReader;
  readonly vocabulary: Vocabulary;
  readonly rendering: Rendering;
}

/** What is planned for the files whose order does not matter, each entry as a text to compare. */
interface PlannedEntries {
  /** By the path of the policy file. */
  readonly targets: ReadonlyMap<string, readonly string[]>;
  readonly secrets: readonly string[];
}

function planOf(rendering: Rendering, node: MeshNode): PlannedEntries {
  const targets = rendering
    .groups(node)
    .map(({ name, targets }) => [`etc/ipsec.d/policies/${name}`, targets.map(targetText)] as const);
  return { targets: new Map(targets), secrets: rendering.secrets(node).map(plannedText) };
}

/** Whether a file with another text says the same: lists of targets and of keys in another order, with other comments. */
function meansTheSame(
  { path, secret }: RenderedFile,
  current: FileContent,
  plan: PlannedEntries,
  release: Release,
): boolean {
  const targets = plan.targets.get(path);
  if (targets !== undefined)
    return sameSet(targets, policyGroupTargets(parsePolicyGroup(current, release)).map(targetText));
  return secret && sameSet(plan.secrets, recordsOf(current, release));
}

/** What the collect script brings of a host. */
const isGathered = (path: string): boolean => path.startsWith('etc/ipsec.');

const isPolicyFile = (path: string): boolean => path.startsWith('etc/ipsec.d/policies/') && !path.endsWith('.conf');

const targetText = (target: GroupTarget): string => groupInstanceName('', target);

function plannedText(secret: PlannedSecret): string {
  return secret.kind === 'rsa' ? `rsa ${secret.nickname}` : pskText(secret.indices, secret.secret);
}

function pskText(selectors: readonly string[], key: Secret): string {
  return `psk ${[...selectors].sort().join(' ')} ${toHex(key.reveal())}`;
}

/** The records of a file; what is no key that we write is compared by its text. */
function recordsOf(content: FileContent, release: Release): readonly string[] {
  return parseSecrets(content, release).entries.flatMap((entry) => {
    if (entry.kind === 'trivia') return [];
    if (entry.kind === 'key' && entry.fault === undefined) {
      const selectors = entry.selectors.map(({ text }) => readAddress(text) ?? text);
      if (entry.type === 'psk' && entry.key !== undefined) return [pskText(selectors, entry.key)];
      if (entry.type === 'rsa' && selectors.length === 0) return [`rsa ${entry.name ?? ''}`];
    }
    return [`text ${readSourceText(entry.source.reveal()).text.trim()}`];
  });
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  const all = new Set([...some, ...others]);
  return all.size === new Set(some).size && all.size === new Set(others).size;
}

/** The files with another in place of one, or beside them. */
function withFile(files: HostFiles, path: string, content: readonly PlannedSection[]): ReadableFiles {
  const paths = new Set([...files.keys(), path]);
  return {
    has: (each) => paths.has(each),
    keys: () => paths.keys(),
    get: (each) => (each === path ? content : files.get(each)),
  };
}

function compareConns(
  node: MeshNode,
  ourPath: string,
  evidence: HostEvidence,
  { read, vocabulary, rendering }: Comparison,
): Pick<HostDiff, 'conns' | 'findings'> {
  const { release, show } = evidence;
  const files = withFile(evidence.files, ourPath, connSections(rendering, node));
  const [before, after] = [read(evidence.files, release, show), read(files, release, show)];
  const file = show(ourPath);
  const isOurs = (conn: HostConn): boolean => isConn(conn) && conn.own.file === file;
  const wanted = after.conns.filter(isOurs);
  const names = new Set(wanted.map(({ name }) => name));
  const found = new Map(
    before.conns
      .filter((conn) => isOurs(conn) || (isConn(conn) && names.has(conn.name)))
      .map((conn) => [conn.name, conn]),
  );
  const [faultBefore, faultAfter] = [faultsOf(before), faultsOf(after)];
  const changes: ConnChange[] = [];
  const effects = effectsOf(node.name, peerNames(rendering));
  for (const conn of wanted) {
    const fault = faultAfter(conn.name) === undefined ? faultBefore(conn.name) : undefined;
    // What the release does not load is not there, however much of it is written.
    const present = fault === undefined ? found.get(conn.name) : undefined;
    found.delete(conn.name);
    const keywords = keywordChanges(present, conn, vocabulary);
    if (present === undefined)
      changes.push({
        name: conn.name,
        change: 'add',
        keywords,
        effect: effects.add(conn.name, fault),
      });
    else if (keywords.length > 0)
      changes.push({ name: conn.name, change: 'change', keywords, effect: effects.change(conn.name, keywords) });
  }
  for (const [name, conn] of found) {
    const fault = faultBefore(name);
    changes.push({
      name,
      change: 'remove',
      keywords: keywordChanges(conn, undefined, vocabulary),
      effect: effects.remove(conn, fault),
    });
  }
  const host = { name: node.name, release, reading: after };
  const stays = [...checkConfiguration(host, evidence), ...wanted.flatMap(({ lost }) => lost)];
  return { conns: changes, findings: stays.filter(({ code }) => code !== 'verify/keyword-lost') };
}

/** Why a host does not load a conn that is written in its files. */
function faultsOf({ fatal, conns }: HostReading): (name: string) => Diagnostic | undefined {
  const lost = new Map(conns.map((conn) => [conn.name, conn.lost[0]]));
  return (name) => fatal[0] ?? lost.get(name);
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

function peerNames({ mesh }: Rendering): ReadonlyMap<string, string> {
  return new Map(
    mesh.nodes.flatMap(({ name }) => [
      [connNameOf(name), name] as const,
      [pairConnName(connNameOf(name), 'ipv6', true), name] as const,
    ]),
  );
}

/** Lines of policy files whose targets are not in what is rendered: packaged examples and what others wrote. They are kept. */
function foreignEntries(plan: PlannedEntries, { files, release }: HostEvidence): readonly string[] {
  return [...files.keys()].flatMap((path) => {
    if (!isPolicyFile(path)) return [];
    const content = files.get(path) ?? '';
    const known = new Set(plan.targets.get(path));
    return parsePolicyGroup(content, release).entries.flatMap((entry) => {
      if (entry.kind !== 'line') return [];
      const isRead = entry.fate === 'read' && entry.targets.length > 0;
      const isKnown = isRead && entry.targets.every((one) => known.has(targetText(one)));
      return isKnown ? [] : [`${path}: ${entry.source.trim().replace(/\s+/g, ' ')}`];
    });
  });
}
