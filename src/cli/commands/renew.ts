import { webcrypto } from 'node:crypto';
import type { Command } from 'commander';
import { readCluster } from '../../cluster.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { renewal } from '../../renew/renewal.ts';
import { webCryptoVerifier } from '../../x509/verifier.ts';
import { readClusterFile } from '../cluster-file.ts';
import { UsageError } from '../exit.ts';
import { readInput } from '../input.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import { pemOf } from '../pem-text.ts';
import type { Run } from '../program.ts';
import { renewalText } from '../renewal-text.ts';
import { type CommonOptions, nowOf, reportFindings } from '../report.ts';

interface RenewOptions {
  readonly host: string;
  readonly certificate: string;
  readonly authority?: string;
}

/** `swanmesh renew CLUSTER --host H --certificate NEW`: what a renewed certificate changes, and the steps. */
export function renewCommand(program: Command, run: Run): void {
  program
    .command('renew')
    .description("say what a host's renewed certificate changes on which hosts, and in which order it is done")
    .argument('<cluster>', 'the inventory as it is, with the certificate that the host still has')
    .requiredOption('--host <name>', 'the host whose certificate is renewed')
    .requiredOption('--certificate <file>', 'the new certificate, PEM or DER')
    .option('--authority <file>', 'the authorities that are trusted then, in PEM, if that changes too')
    .action((path: string, own: RenewOptions) => run((options) => renew(path, own, options)));
}

async function renew(path: string, own: RenewOptions, options: CommonOptions): Promise<number> {
  const now = nowOf(options);
  const { file, cluster, findings: found } = await readClusterFile(path, now, passwordsOf(options));
  if (cluster === undefined) {
    if (options.json) return writeDocument({}, found, file, options);
    return reportFindings(found, file, options);
  }
  if (!cluster.mesh.nodes.some(({ name }) => name === own.host))
    throw new UsageError(`--host must name a host of the inventory, not ${own.host}`);
  const value = file.value as { readonly nodes: Readonly<Record<string, object>> };
  const { key: _, ...node } = (value.nodes[own.host] ?? {}) as Readonly<Record<string, unknown>>;
  const renewed = {
    ...value,
    ...(own.authority === undefined ? {} : { authority: certificateText(own.authority) }),
    nodes: { ...value.nodes, [own.host]: { ...node, certificate: certificateText(own.certificate) } },
  };
  const after = await readCluster(renewed, { now, signatures: webCryptoVerifier(webcrypto.subtle) });
  const planned =
    after.kind === 'ok'
      ? renewal(cluster.rendering, after.value.rendering, own.host)
      : { kind: 'failed' as const, findings: [] };
  const findings = [...onlyNew(after.findings, found), ...planned.findings];
  if (options.json)
    return writeDocument(planned.kind === 'ok' ? { renewal: planned.value } : {}, findings, file, options);
  if (planned.kind === 'ok') await writeOut(renewalText(planned.value));
  return reportFindings(findings, file, options);
}

/** What the new certificate is the reason of, and not what was found without it. */
function onlyNew(after: readonly Diagnostic[], before: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = new Set(before.map(({ code, message }) => `${code} ${message}`));
  return after.filter(({ code, message }) => !known.has(`${code} ${message}`));
}

/** A certificate file as PEM. */
function certificateText(path: string): string {
  const { bytes } = readInput(path, 'certificates');
  const isDer = bytes[0] === 0x30;
  return isDer ? pemOf('CERTIFICATE', bytes) : Buffer.from(bytes).toString('latin1');
}
