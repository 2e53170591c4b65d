import { readSourceText } from '../../../bytes/source-text.ts';
import { type Diagnostic, diagnostic, type Severity, textAt } from '../../../diagnostics/diagnostic.ts';
import { replaceLine } from '../../../diagnostics/fix.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import { loadConf, placeOf } from '../../../libreswan/ipsec-conf/load/load.ts';
import { parseConf } from '../../../libreswan/ipsec-conf/syntax/parse.ts';
import { nssDirectory } from '../../../libreswan/nss-directory.ts';
import { type Address, readAddress } from '../../../net/address.ts';
import type { Rendering } from '../../../render/prepare.ts';
import type { Host } from '../../host.ts';

/**
 * `verify/setup`: nothing in `config setup` keeps pluto from serving the mesh: it listens on the host's addresses and on the
 * ports that the peers send to, and it reads the database and the files that the mesh is written into.
 */
export function checkSetup(
  host: Host,
  { files, release, show, lists }: HostEvidence,
  rendering?: Rendering,
): readonly Diagnostic[] {
  const wanted = rendering?.mesh.crls?.strict === true;
  let isStrict = false;
  const findings = [...files.keys()].flatMap((path) => {
    if (path !== 'etc/ipsec.conf' && !/^etc\/ipsec\.d\/[^/]*\.conf$/.test(path)) return [];
    const content = files.get(path) ?? '';
    const { text } = readSourceText(content);
    if (!/^config\b/m.test(text)) return [];
    const { sections } = loadConf(parseConf(text, release, show(path)).value);
    return sections.flatMap(({ node, settings, file }) =>
      node.kind !== 'setup'
        ? []
        : settings.flatMap(({ line, found, fate }) => {
            if (found === undefined || fate.kind !== 'taken') return [];
            const name = found.row.alias ?? found.row.name;
            if (name === 'crl-strict') isStrict = fate.meaning === 'yes';
            // Where the lists are known, the pairs say what it does.
            const fault =
              name === 'crl-strict' && (wanted || lists !== undefined) ? undefined : rules[name]?.(fate.meaning, host);
            return fault === undefined
              ? []
              : [
                  diagnostic('verify/setup', placeOf(file, line.valueAt), fault.message, {
                    severity: fault.severity,
                    hint: fault.hint,
                    fix: fault.hint === remove ? replaceLine(placeOf(file, line.at), undefined, false) : undefined,
                  }),
                ];
          }),
    );
  });
  return wanted && !isStrict ? [...findings, notStrict(show('etc/ipsec.conf'))] : findings;
}

/**
 * Whether pluto refuses every certificate of whose issuer it has no fresh revocation list.
 *
 * @see ipsec.conf(5), crl-strict
 */
export function insistsOnLists({ files, release, show }: HostEvidence): boolean {
  return [...files.keys()].some((path) => {
    if (path !== 'etc/ipsec.conf' && !/^etc\/ipsec\.d\/[^/]*\.conf$/.test(path)) return false;
    const { text } = readSourceText(files.get(path) ?? '');
    if (!/^config\b/m.test(text) || !text.includes('crl')) return false;
    const { sections } = loadConf(parseConf(text, release, show(path)).value);
    return sections.some(
      ({ node, settings }) =>
        node.kind === 'setup' &&
        settings.some(
          ({ found, fate }) =>
            (found?.row.alias ?? found?.row.name) === 'crl-strict' && fate.kind === 'taken' && fate.meaning === 'yes',
        ),
    );
  });
}

/** The inventory counts on it that nobody is let in without a fresh list. */
function notStrict(file: string): Diagnostic {
  const message =
    'the inventory says that hosts insist on revocation lists, and this one does not: crl-strict=yes is missing';
  return diagnostic('verify/setup', textAt(file, 1, 1), message, {
    severity: 'warning',
    hint: 'load the file …-revocation.conf that render writes, or write crl-strict=yes under config setup',
  });
}

interface SetupFault {
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string;
}

/** What a value of the keyword does to the mesh, if anything. */
type SetupRule = (meaning: string, host: Host) => SetupFault | undefined;

const remove = 'remove the line';
const error = (message: string, hint = remove): SetupFault => ({ severity: 'error', message, hint });
const warning = (message: string, hint = remove): SetupFault => ({ severity: 'warning', message, hint });
const only =
  (good: string, fault: SetupFault): SetupRule =>
  (meaning) =>
    meaning === good ? undefined : fault;

const rules: Readonly<Record<string, SetupRule>> = {
  listen: (meaning, host) => {
    const heard = meaning.split(/[\s,]+/).flatMap((text) => readAddress(text) ?? []);
    const deaf = ownAddresses(host).filter((address) => !heard.includes(address));
    if (deaf.length === 0 || heard.length === 0) return undefined;
    return error(
      `pluto must listen on ${deaf.join(' and ')}, which the conns of the mesh use`,
      'add it, or remove the line',
    );
  },
  'listen-udp': only('yes', error('pluto must listen on UDP, to which the peers send')),
  ikeport: only('500', error('pluto must listen on port 500, to which the peers send')),
  'nat-ikeport': only('4500', error('pluto must listen on port 4500, to which the peers send')),
  protostack: (meaning) =>
    /^(?:netkey|xfrm|native|auto)$/.test(meaning)
      ? undefined
      : error(`the kernel's own IPsec must be used, not ${meaning}`),
  'global-redirect': only('no', warning('pluto must not send its peers to other hosts')),
  ipsecdir: only('/etc/ipsec.d', warning('policy files are read below another folder than the mesh is written into')),
  secretsfile: only('/etc/ipsec.secrets', warning('secrets are read from another file than the packaged one')),
  nssdir: (meaning, { node }) => {
    const usual = node === undefined ? undefined : nssDirectory(node.platform, node.releases);
    if (usual === undefined || meaning === usual) return undefined;
    return warning(`the certificate must be in ${meaning}, and the platform has its database in ${usual}`);
  },
  'crl-strict': only('no', warning('certificates are refused while no fresh revocation list is there')),
  'ocsp-strict': only('no', warning('certificates are refused while the OCSP server does not answer')),
};

/** The addresses that the mesh has for the host; without an inventory nobody knows which of its addresses it uses. */
function ownAddresses({ node }: Host): readonly Address[] {
  return node === undefined ? [] : Object.values(node.addresses);
}
