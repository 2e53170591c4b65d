import { type Diagnostic, diagnostic, textAt } from '../../../diagnostics/diagnostic.ts';
import type { FileMode, HostEvidence } from '../../../hosts/evidence.ts';
import { modes as fact } from '../../../hosts/facts/file-modes.ts';
import type { Host } from '../../host.ts';

const isSecret = (path: string): boolean =>
  path === 'etc/ipsec.secrets' || /^etc\/ipsec\.d\/[^/]*\.secrets$/.test(path) || /(?:^|\/)key[34]\.db$/.test(path);

/**
 * `verify/file-mode`: nobody but root may change what pluto reads, nor read what is secret. Asked where the host's own modes
 * are known: of `facts/modes.txt`, or of a tree as `render` wrote it.
 *
 * @see ipsec.secrets(5): "the file should be owned by root, and permissions should be set to block all access by others"
 */
export function checkFileModes(_: Host, evidence: HostEvidence): readonly Diagnostic[] {
  const { modes, show } = evidence;
  if (modes === undefined) return fact.read(evidence)?.findings ?? [];
  return [...modes.keys()].flatMap((path): readonly Diagnostic[] => {
    const mode = modes.get(path);
    const fault = mode === undefined ? undefined : faultOf(path, mode);
    if (mode === undefined || fault === undefined) return [];
    const at = mode.line === undefined ? textAt(show(path), 1, 1) : textAt(show('facts/modes.txt'), mode.line, 1);
    const remedy = mode.owner === undefined || mode.owner === 0 ? '' : `chown root:root /${path} && `;
    return [
      diagnostic('verify/file-mode', at, `${fault}; its mode is ${octal(mode.bits)}`, {
        hint: `${remedy}chmod ${octal(closed(path, mode.bits))} ${mode.line === undefined ? show(path) : `/${path}`}`,
      }),
    ];
  });
}

function faultOf(path: string, { bits, owner, group }: FileMode): string | undefined {
  const isOwnGroup = group === 0;
  if (owner !== undefined && owner !== 0) return `only root may change /${path}, and user ${owner} owns it`;
  if ((bits & 0o002) !== 0) return `only root may change /${path}, and everybody can`;
  if ((bits & 0o020) !== 0 && !isOwnGroup) return `only root may change /${path}, and its group can`;
  if (!isSecret(path)) return undefined;
  if ((bits & 0o004) !== 0) return `only root may read /${path}, and everybody can`;
  return (bits & 0o040) !== 0 && !isOwnGroup ? `only root may read /${path}, and its group can` : undefined;
}

function closed(path: string, bits: number): number {
  return bits & (isSecret(path) ? 0o700 : 0o755);
}

function octal(bits: number): string {
  return bits.toString(8).padStart(4, '0');
}
