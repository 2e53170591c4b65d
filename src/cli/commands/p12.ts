import { randomBytes, webcrypto } from 'node:crypto';
import type { Command } from 'commander';
import { append } from '../../bytes/append.ts';
import { type Diagnostic, hasError, type Result, valueAt } from '../../diagnostics/diagnostic.ts';
import {
  type Certificate,
  checkSignatures,
  judgeCertificates,
  makePkcs12,
  predictNickname,
  webCryptoVerifier,
  withPublicHalf,
} from '../../entries/x509.ts';
import { readNickname } from '../../libreswan/identity/leftcert.ts';
import { releases } from '../../libreswan/release.ts';
import { usageProfiles } from '../../libreswan/usage-profile.ts';
import { UsageError } from '../exit.ts';
import { identityFiles } from '../identity-files.ts';
import { readAuthorities, readHost, readKey } from '../identity-source.ts';
import { writeDocument } from '../json-document.ts';
import { sayNext } from '../next.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings } from '../report.ts';
import { printable, safe } from '../safe-text.ts';
import { writeSecret } from '../write-secret.ts';

interface P12Options {
  readonly host?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: readonly string[];
  readonly name?: string;
  readonly output: string;
  readonly force: boolean;
}

/** `swanmesh p12`: the PKCS#12 file for `pk12util -W ""`. */
export function p12Command(program: Command, run: Run): void {
  program
    .command('p12')
    .description('make the PKCS#12 file of a host for pk12util -W ""; it is the private key, guard it like that')
    .argument('[cluster]', 'with --host: the inventory that names the files and the nickname of the conns')
    .option('--host <name>', 'a host of the inventory')
    .option('--cert <file>', 'the certificate of the host: PEM, DER, PKCS#7, or PKCS#12 that holds its key too')
    .option('--key <file>', 'its private key: PEM, DER or PKCS#12, encrypted or not')
    .option('--ca <file...>', 'the authorities, up to the root, in any of these forms')
    .option('--name <nick>', 'the nickname that NSS gives the certificate; with an inventory the one of the conns')
    .requiredOption('-o, --output <file>', 'written with mode 0600')
    .option('--force', 'replace the file where it exists', false)
    .action((cluster: string | undefined, own: P12Options) => run((options) => make(partsOf(cluster, own), options)));
}

/** What goes into the file. */
interface Parts {
  readonly cert: string;
  readonly key: string;
  readonly ca: readonly string[];
  readonly name?: string;
  readonly output: string;
  readonly force: boolean;
}

/** The files of the options, or those that the inventory has for the host. */
function partsOf(cluster: string | undefined, own: P12Options): Parts {
  const { host, cert, key, ca } = own;
  if (cluster === undefined) {
    if (host !== undefined) throw new UsageError('--host needs an inventory before it');
    if (cert === undefined || key === undefined || ca === undefined)
      throw new UsageError('p12 needs --cert, --key and --ca, or an inventory and --host');
    return { ...own, cert, key, ca };
  }
  if (host === undefined || cert !== undefined || key !== undefined || ca !== undefined)
    throw new UsageError('with an inventory p12 takes --host, and neither --cert, --key nor --ca');
  const files = identityFiles(cluster, host);
  return { name: files.nickname, ...own, cert: files.certificate, key: files.key, ca: [files.authority] };
}

async function make(own: Parts, options: CommonOptions): Promise<number> {
  const now = nowOf(options);
  const verifier = webCryptoVerifier(webcrypto.subtle);
  const passwords = passwordsOf(options);
  const host = await readHost(own.cert, passwords);
  const key = await readKey(own.key, passwords);
  const bundles: Result<readonly Certificate[]>[] = [];
  for (const path of own.ca) bundles.push(await readAuthorities(path, passwords));
  const authorities = bundles.flatMap((bundle) => (bundle.kind === 'ok' ? bundle.value : []));
  const name = own.name === undefined ? undefined : readNickname(own.name, valueAt('--name'));
  const findings: Diagnostic[] = [host, key, ...bundles, ...(name === undefined ? [] : [name])].flatMap(
    (one) => one.findings,
  );
  let nickname: string | undefined;
  if (host.kind === 'ok' && key.kind === 'ok' && !hasError(findings)) {
    const { certificate } = host.value;
    const whole = await withPublicHalf(key.value, verifier);
    const judged = judgeCertificates(
      { hosts: [{ certificate, key: whole }], authorities: authorities.map((one) => ({ certificate: one })) },
      {
        now,
        usages: usageProfiles(releases),
        signatures: await checkSignatures([certificate, ...authorities], verifier),
      },
    );
    append(findings, judged.authorities.flat(), judged.hosts.flat(), judged.notAsked);
    const friendlyName = name?.kind === 'ok' ? { friendlyName: name.value } : {};
    const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
    const file = makePkcs12({ certificate, key: whole, authorities, ...friendlyName, random });
    append(
      findings,
      file.findings.filter(({ code }) => !findings.some((known) => known.code === code)),
    );
    if (file.kind === 'ok' && !hasError(findings)) {
      writeSecret(own.output, file.value.reveal(), own.force, '--force replaces it');
      const prediction = predictNickname(certificate, friendlyName);
      nickname = prediction.kind === 'nickname' ? prediction.nickname : undefined;
    }
  }
  if (options.json) {
    const written = !hasError(findings);
    return writeDocument({ file: own.output, written, nickname: nickname ?? null }, findings, undefined, options);
  }
  if (!hasError(findings) && !options.quiet) {
    const under = nickname === undefined ? safe`` : safe`, nickname ${printable(nickname)} in an empty database`;
    await writeOut(
      safe`${printable(own.output)}: certificate, key and ${authorities.length === 1 ? safe`one authority` : safe`${authorities.length} authorities`}${under}\n`,
    );
  }
  const status = await reportFindings(findings, undefined, options);
  if (own.name === undefined && !hasError(findings) && !options.quiet)
    await writeOut(
      safe`the conns of render name the certificate by the node's name: say --name NODE, or swanmesh p12 CLUSTER --host NODE\n`,
    );
  if (!hasError(findings))
    await sayNext(['pk12util', '-i', own.output, '-W', '', '-d', 'sql:/var/lib/ipsec/nss'], options);
  return status;
}
