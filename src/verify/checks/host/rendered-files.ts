import { readSourceText } from '../../../bytes/source-text.ts';
import { type Diagnostic, diagnostic, textAt } from '../../../diagnostics/diagnostic.ts';
import type { FileContent, HostEvidence } from '../../../hosts/evidence.ts';
import type { Rendering } from '../../../render/prepare.ts';
import type { Host } from '../../host.ts';

/** What goes to no fixed place on a host, and so is there only in a tree that was rendered. */
const rendered =
  /^(?:firewall\/.*|etc\/systemd\/.*|(?:apply|import-certificate|import-crls|bring-up)\.sh|mtu\.json|README\.txt)$/;

/**
 * `verify/differs`: the scripts, the rules of the packet filter and `mtu.json` of a rendered tree are those of the inventory,
 * comments and blank lines apart. In the packet filter it is an error: its rules decide what passes.
 */
export function checkRenderedFiles(
  { node }: Host,
  { files, show }: HostEvidence,
  rendering: Rendering | undefined,
): readonly Diagnostic[] {
  if (node === undefined || rendering === undefined || ![...files.keys()].some((path) => rendered.test(path)))
    return [];
  const planned = rendering.textFiles(node);
  if (planned.kind === 'failed') return [];
  return planned.value.flatMap(({ path, content }) => {
    const found = files.get(path);
    if (found === undefined) return [];
    return changedFile(show(path), found, content, path.startsWith('firewall/') ? 'error' : 'warning');
  });
}

/** `verify/differs`: what a file says is what is planned for it, comments and blank lines apart. */
export function changedFile(
  shown: string,
  found: FileContent,
  content: string,
  severity: 'error' | 'warning',
): readonly Diagnostic[] {
  const text = readSourceText(found).text;
  if (text === content) return [];
  const [is, wanted] = [linesOf(text), linesOf(content)];
  const first = Math.max(is.length, wanted.length);
  let i = 0;
  while (i < first && is[i]?.text === wanted[i]?.text) i += 1;
  if (i === first) return [];
  return [
    diagnostic(
      'verify/differs',
      textAt(shown, is[i]?.line ?? text.split('\n').length, 1),
      `the file must be the one of the inventory, which has ${JSON.stringify((wanted[i]?.text ?? 'nothing more').slice(0, 80))} here`,
      { severity, hint: 're-render the host' },
    ),
  ];
}

/** The lines that say something, with their numbers. */
function linesOf(text: string): readonly { readonly text: string; readonly line: number }[] {
  return text
    .split('\n')
    .map((row, i) => ({ text: row.trimEnd(), line: i + 1 }))
    .filter(({ text: row, line }) => row !== '' && (line === 1 || !/^\s*#/.test(row)));
}
