/** A tree of hosts' folders, docs/reference/contract.md §4, read host by host, and of each host what is asked for. */
import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type Diagnostic, diagnostic, textAt, valueAt } from '../diagnostics/diagnostic.ts';
import type { FileContent, FileMode, FileModes, HostEvidence, HostFiles } from '../hosts/evidence.ts';
import type { HostFolder } from '../hosts/read-evidence.ts';
import { isHostFolder, sharedFolder } from '../render/rendered-file.ts';
import { UsageError } from './exit.ts';
import { largest, UnfitInput } from './input.ts';
import { newContentReader } from './read-content.ts';
import { systemReason } from './system-reason.ts';
import { isHalfWritten } from './tree/journal.ts';
import { partManifests, readManifests } from './tree/manifests.ts';

const reader = newContentReader(largest.treeFile);

/** The hosts of a tree. */
export interface HostTree {
  /** In code unit order. */
  readonly hosts: readonly string[];
  /** What is in a host's folder; findings name the files by their path from here. What is read is read when it is asked for. */
  readonly folder: (host: string) => ShownFolder;
  /** The hosts of the manifest, where the tree is what render wrote. */
  readonly rendered?: readonly string[];
  /** The folder that they share, where the manifest has it, or it is there. */
  readonly shared?: ShownFolder;
  /** What was wrong with the tree itself, and with files that were asked for, up to now. */
  readonly findings: readonly Diagnostic[];
}

type Show = HostEvidence['show'];

/** A folder whose files are shown by their paths. */
export type ShownFolder = HostFolder & { readonly show: Show };

/** Deeper folders, and more files of one host, are none that a mesh needs. */
const deepest = 16;
const mostFiles = 20_000;

/** Opens a tree. Nothing outside of it is read: a link is followed where it leads to something in the tree. */
export function openHostTree(path: string): HostTree {
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw new UsageError(`${path} must be a folder with one folder for each host`);
  const root = realpathSync(path);
  const findings: Diagnostic[] = [];
  if (isHalfWritten(root))
    findings.push(
      diagnostic(
        'files/half-written',
        valueAt('DIR'),
        `the tree ${path} is half written: a render is at work, or was killed`,
        {
          hint: `render again, or finish it with: swanmesh render --recover -o ${path}`,
        },
      ),
    );
  const hosts = readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => isHostFolder(name))
    .filter(
      (entry) => entry.isDirectory() || (entry.isSymbolicLink() && isFolderInside(root, path, entry.name, findings)),
    )
    .map(({ name }) => name)
    .sort();
  if (hosts.length === 0) throw new UsageError(`${path} must have a folder for each host`);
  const manifests = readManifests(root);
  const hasModes = manifests !== undefined && isOfRender(root);
  const ofShared = manifests?.get(sharedFolder)?.files.map((file) => file.path);
  const hasShared = ofShared !== undefined || existsSync(join(root, sharedFolder));
  const shared = hasShared ? readFolder(root, path, sharedFolder, findings) : undefined;
  return {
    hosts,
    findings,
    ...(shared === undefined ? {} : { shared: ofShared === undefined ? shared : { ...shared, rendered: ofShared } }),
    folder: (host) => {
      const own = manifests?.get(host)?.files.map((file) => file.path);
      const folder = readFolder(root, path, host, findings);
      if (own === undefined) return folder;
      return { ...folder, rendered: own, ...(hasModes ? { modes: modesOf(join(root, host), own) } : {}) };
    },
    ...(manifests === undefined ? {} : { rendered: [...manifests.keys()].filter((name) => name !== sharedFolder) }),
  };
}

/** Whether a tree has the modes that render gave it: a copy made under another umask has its own, and says nothing of modes. */
function isOfRender(root: string): boolean {
  const manifest = ['manifest.json', ...partManifests(root)].map((path) => join(root, path)).find(existsSync);
  return manifest !== undefined && (statSync(manifest).mode & 0o777) === 0o644;
}

function modesOf(folder: string, paths: readonly string[]): FileModes {
  return new Map(
    paths.flatMap((path): [string, FileMode][] => {
      const entry = lstatSync(join(folder, path), { throwIfNoEntry: false });
      return entry?.isFile() === true ? [[path, { bits: entry.mode & 0o7777 }]] : [];
    }),
  );
}

function isFolderInside(root: string, shown: string, name: string, findings: Diagnostic[]): boolean {
  const target = insideOf(root, join(shown, name));
  if (target === undefined) findings.push(outside(join(shown, name), 'the host'));
  return target !== undefined && statSync(target).isDirectory();
}

/** Where a path leads to, if that is there and in the folder. */
function insideOf(root: string, path: string): string | undefined {
  try {
    const target = realpathSync(path);
    return target === root || target.startsWith(root + sep) ? target : undefined;
  } catch {
    return undefined;
  }
}

/** A finding: a link that leads out of the folder, or nowhere, is not followed. */
export function outside(path: string, what: string): Diagnostic {
  return diagnostic(
    'files/outside',
    textAt(path, 1, 1),
    `${what} is a symbolic link that leads out of the tree or nowhere; it is not followed`,
    { hint: `put the file itself there; the link says ${JSON.stringify(linkText(path).slice(0, 80))}` },
  );
}

function linkText(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return path;
  }
}

function readFolder(root: string, shownRoot: string, host: string, findings: Diagnostic[]): ShownFolder {
  const base = join(shownRoot, host);
  const show = showBelow(base);
  const paths = new Set<string>();
  const walk = (below: string, depth: number): void => {
    let entries: ReturnType<typeof listFolder>;
    try {
      entries = listFolder(join(base, below));
    } catch (error) {
      if (below !== '' || existsSync(base)) findings.push(unreadable(show(below), systemReason(error)));
      return;
    }
    for (const entry of entries) {
      const child = below === '' ? entry.name : `${below}/${entry.name}`;
      if (!entry.isText) findings.push(unreadable(show(child), 'its name is not UTF-8'));
      else if (entry.isDirectory() && depth < deepest) walk(child, depth + 1);
      else if (entry.isFile()) paths.add(child);
      else if (entry.isSymbolicLink() && isAsked(child)) {
        const target = insideOf(root, join(base, child));
        if (target !== undefined && statSync(target).isFile()) paths.add(child);
        else if (target === undefined) findings.push(outside(show(child), 'the file'));
      } else if (!entry.isDirectory() && isAsked(child))
        findings.push(unreadable(show(child), 'it must be a regular file'));
      if (paths.size > mostFiles) throw new UsageError(`${base} has more than ${mostFiles} files`);
    }
  };
  walk('', 0);
  return { name: host, show, files: lazyFiles(base, paths, show, findings), hasBytes: bytesBelow(base, paths) };
}

/** Whether verification ever asks for a path: links elsewhere are nobody's concern. */
function isAsked(path: string): boolean {
  return /^(?:etc|facts|firewall)\/|^[^/]+$/.test(path);
}

interface Listed {
  readonly name: string;
  readonly isText: boolean;
  readonly isFile: () => boolean;
  readonly isDirectory: () => boolean;
  readonly isSymbolicLink: () => boolean;
}

function listFolder(path: string): readonly Listed[] {
  const entries = readdirSync(path, { withFileTypes: true });
  if (!entries.some(({ name }) => name.includes('\ufffd')))
    return entries.map((entry) => Object.assign(entry, { isText: true }));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return readdirSync(path, { withFileTypes: true, encoding: 'buffer' }).map((entry): Listed => {
    let isText = true;
    try {
      decoder.decode(entry.name);
    } catch {
      isText = false;
    }
    return {
      name: new TextDecoder().decode(entry.name),
      isText,
      isFile: () => entry.isFile(),
      isDirectory: () => entry.isDirectory(),
      isSymbolicLink: () => entry.isSymbolicLink(),
    };
  });
}

/** The files of a folder: all their names, and the content of those that are asked for. */
function lazyFiles(base: string, paths: ReadonlySet<string>, show: Show, findings: Diagnostic[]): HostFiles {
  const contents = new Map<string, FileContent>();
  const get = (path: string): FileContent | undefined => {
    if (!paths.has(path)) return undefined;
    let content = contents.get(path);
    if (content === undefined) {
      try {
        content = reader.content(join(base, path));
      } catch (error) {
        findings.push(unreadable(show(path), error instanceof UnfitInput ? error.message : systemReason(error)));
        content = '';
      }
      contents.set(path, content);
    }
    return content;
  };
  return { has: (path) => paths.has(path), keys: () => paths.keys(), get };
}

/** What cannot be read is left to whoever asks for its content, and is a finding there. */
function bytesBelow(base: string, paths: ReadonlySet<string>): NonNullable<HostFolder['hasBytes']> {
  return (path, chunks) => {
    if (!paths.has(path)) return false;
    try {
      return reader.hasBytes(join(base, path), chunks);
    } catch {
      return false;
    }
  };
}

function unreadable(path: string, why: string): Diagnostic {
  return diagnostic('files/unreadable', textAt(path, 1, 1), `the file cannot be read, and counts as empty: ${why}`, {
    hint: 'gather it again; everything else is judged without it',
  });
}

/** A function of its own: made where the files are, it would hold them, and a verification keeps it for every host. */
function showBelow(folder: string): Show {
  return (path) => join(folder, path);
}
