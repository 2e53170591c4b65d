import { readSourceText } from '../../bytes/source-text.ts';
import { type Diagnostic, diagnostic, textAt } from '../../diagnostic.ts';
import { firewallFiles } from '../../render/firewall.ts';
import type { Rendering } from '../../render/prepare.ts';
import type { HostEvidence } from '../evidence.ts';
import type { Host } from '../host.ts';

/** `verify/differs`: files of the packet filter that a rendered tree carries for the host are those of the inventory. */
export function checkFilterFiles(
  { node }: Host,
  { files, show }: HostEvidence,
  rendering: Rendering | undefined,
): readonly Diagnostic[] {
  const hasFiles = [...files.keys()].some((path) => path.startsWith('firewall/'));
  if (node === undefined || rendering === undefined || !hasFiles) return [];
  const rendered = firewallFiles(rendering.mesh, node, rendering.mtu.hosts.get(node.name));
  if (rendered.kind === 'failed') return [];
  return rendered.value.flatMap(({ path, content }) => {
    const found = files.get(path);
    if (found === undefined) return [];
    const text = readSourceText(found).text;
    if (text === content) return [];
    const [is, wanted] = [text.split('\n'), content.split('\n')];
    const line = wanted.findIndex((row, i) => row !== is[i]);
    const at = line < 0 ? wanted.length - 1 : line;
    return [
      diagnostic(
        'verify/differs',
        textAt(show(path), Math.min(at + 1, is.length), 1),
        `the file must be the one of the inventory, which has ${JSON.stringify((wanted[at] ?? '').slice(0, 80))} here`,
        { hint: 'render the host anew' },
      ),
    ];
  });
}
