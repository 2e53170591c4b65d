/** `verify --report FILE`: the page of a verification, with lines of the files behind its findings. */
import { sep } from 'node:path';
import type { Cluster } from '../cluster.ts';
import type { Diagnostic, TextPlace } from '../diagnostics/diagnostic.ts';
import { type Excerpt, type Excerpts, excerptsOf } from '../diagnostics/excerpt.ts';
import { secretLooks } from '../diagnostics/secret-looks.ts';
import { mtuAnswer } from '../esp/answer.ts';
import { packetOf } from '../graph/packet-of.ts';
import { pairsOfVerification } from '../graph/pairs-of.ts';
import { overlayStacks } from '../mesh/mtu.ts';
import type { PageSource, ShownFinding } from '../report/html/page-source.ts';
import { printPage } from '../report/html/print-page.ts';
import type { Verification } from '../verify/verification.ts';
import { located, type Source } from './findings.ts';
import { openHostTree, type ShownFolder } from './host-tree.ts';
import { questionOfClass } from './mtu-options.ts';
import { printableLines, untaintedValue } from './safe-text.ts';
import { version } from './version.ts';
import { writeWhole } from './write-file.ts';

/** What was verified, against what, and where. */
export interface Verified {
  readonly report: Verification;
  readonly root: string;
  readonly cluster: Cluster | undefined;
  readonly source: Source | undefined;
}

/** Writes the page; nothing that may be secret is in it. */
export function writeReportPage(path: string, verified: Verified, options: { readonly force: boolean }): void {
  const { report, root, cluster, source } = verified;
  const { findings, judged: _, ...verification } = report;
  const page: PageSource = {
    swanmesh: version(),
    verification,
    pairs: pairsOfVerification(report, cluster?.mesh),
    findings: shownFindings(findings, root, source),
    ...(cluster === undefined ? {} : { mtu: mtuOf(cluster) }),
  };
  writeWhole(path, printableLines(printPage(untaintedValue(page))), options);
}

function mtuOf({ mesh, rendering }: Cluster): NonNullable<PageSource['mtu']> {
  const { classes } = rendering.mtu;
  const [smallest] = classes;
  if (smallest === undefined) return { classes };
  const question = questionOfClass(smallest, overlayStacks(mesh));
  return { classes, packet: packetOf(question, mtuAnswer(question)) };
}

/** As many of one code as a page shows; nobody needs to read files for more. */
const mostOfACode = 100;

function shownFindings(
  findings: readonly Diagnostic[],
  root: string,
  source: Source | undefined,
): readonly ShownFinding[] {
  const tree = openHostTree(root);
  const names = new Set(tree.hosts);
  const folders = new Map<string, ShownFolder>();
  const files = new Map<string, Excerpts | undefined>();
  const met = new Map<string, number>();
  const prefix = root.endsWith(sep) ? root : `${root}${sep}`;

  return findings.map((finding): ShownFinding => {
    const placed = located(finding, source);
    const { at, code } = placed;
    const count = (met.get(code) ?? 0) + 1;
    met.set(code, count);
    if (at.kind === 'value') {
      const host = at.path.find((part): part is string => typeof part === 'string' && names.has(part));
      return { ...placed, ...(host === undefined ? {} : { host }) };
    }
    const below = at.file.startsWith(prefix) ? at.file.slice(prefix.length) : undefined;
    const [host, ...rest] = below?.split(sep) ?? [];
    const isOfHost = host !== undefined && names.has(host);
    const excerpt = count > mostOfACode ? undefined : isOfHost ? inHost(at, host, rest.join('/')) : inSource(at);
    return { ...placed, ...(isOfHost ? { host } : {}), ...(excerpt === undefined ? {} : { excerpt }) };
  });

  function inHost({ line, column }: TextPlace, name: string, path: string): Excerpt | undefined {
    const key = `${name}/${path}`;
    if (!files.has(key)) files.set(key, excerptsIn(name, path));
    return files.get(key)?.(line, column);
  }

  function inSource({ file, line, column }: TextPlace): Excerpt | undefined {
    if (source === undefined || file !== source.name) return undefined;
    const shown = source.excerpt(line, column);
    return shown && { before: shown.text.slice(0, shown.caret), after: shown.text.slice(shown.caret) };
  }

  /** Lines of secrets are not shown at all. */
  function excerptsIn(host: string, path: string): Excerpts | undefined {
    if (/secret|psk/.test(path)) return undefined;
    const folder = folders.get(host) ?? tree.folder(host);
    folders.set(host, folder);
    const content = folder.files.get(path);
    if (typeof content !== 'string') return undefined;
    return excerptsOf(
      content,
      secretLooks(content).map(({ span }) => span),
    );
  }
}
