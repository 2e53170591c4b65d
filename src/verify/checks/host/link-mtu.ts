import { readSourceText } from '../../../bytes/source-text.ts';
import { fromUtf8 } from '../../../bytes/utf8.ts';
import { type Diagnostic, diagnostic, textAt } from '../../../diagnostics/diagnostic.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import { readInterfaces } from '../../../hosts/facts/links.ts';
import type { MeshNode } from '../../../mesh/mesh.ts';
import type { Host } from '../../host.ts';

const path = 'facts/link.json';

/**
 * `verify/mtu`: the link of the host is as wide as the inventory plans. A smaller one drops packets that the tunnel MTU was
 * reckoned for; a larger one is harmless.
 */
export function checkLinkMtu({ node, name }: Host, { files, show }: HostEvidence): readonly Diagnostic[] {
  const content = files.get(path);
  if (content === undefined || node === undefined) return [];
  const text = typeof content === 'string' ? content : (fromUtf8(content) ?? '');
  const links = linksIn(text);
  if (links === undefined)
    return [
      diagnostic('verify/unreadable-fact', textAt(show(path), 1, 1), 'the file must be what "ip -j link" prints'),
    ];
  const link = node.interface ?? interfaceOf(node, files);
  if (link === undefined) return [];
  const found = linkIn(links, text, link);
  if (found === undefined)
    return [
      diagnostic('verify/mtu', textAt(show(path), 1, 1), `${name} must have the interface ${link} of the inventory`, {
        hint: 'write the interface of the address into the inventory',
      }),
    ];
  if (found.mtu >= node.linkMtu) return [];
  const before = text.slice(0, found.offset).split('\n');
  return [
    diagnostic(
      'verify/mtu',
      textAt(show(path), before.length, (before.at(-1) ?? '').length + 1),
      `the link ${link} of ${name} must have an MTU of ${node.linkMtu} as the inventory says, not ${found.mtu}`,
      { hint: `write linkMtu: ${found.mtu} for the node, and set the MTU that "swanmesh mtu" then gives` },
    ),
  ];
}

/** The interface that has an address of the node, where the inventory names none. */
function interfaceOf(node: MeshNode, files: HostEvidence['files']): string | undefined {
  const addresses = files.get('facts/addresses.json');
  const read = addresses === undefined ? undefined : readInterfaces(readSourceText(addresses).text, '');
  if (read?.kind !== 'ok') return undefined;
  return Object.values(node.addresses).flatMap((address) => read.value.get(address) ?? [])[0];
}

/** What `ip -j link` printed; `undefined` where it is something else. */
function linksIn(text: string): readonly unknown[] | undefined {
  try {
    const links: unknown = JSON.parse(text);
    return Array.isArray(links) ? links : undefined;
  } catch {
    return undefined;
  }
}

/** The MTU of an interface, and where its entry stands in the text. */
function linkIn(
  links: readonly unknown[],
  text: string,
  name: string,
): { readonly mtu: number; readonly offset: number } | undefined {
  const link = links.find(
    (each: unknown): each is { readonly mtu: number } =>
      typeof each === 'object' &&
      each !== null &&
      'ifname' in each &&
      each.ifname === name &&
      'mtu' in each &&
      typeof each.mtu === 'number',
  );
  const offset = text.search(new RegExp(`"ifname"\\s*:\\s*"${name.replace(/[.@]/g, '\\$&')}"`));
  return link === undefined || offset < 0 ? undefined : { mtu: link.mtu, offset };
}
