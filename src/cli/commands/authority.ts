import { type Command, InvalidArgumentError, Option } from 'commander';
import { type InitOptions, initAuthority } from '../authority/init.ts';
import { type IssueOptions, issueHosts } from '../authority/issue.ts';
import { type RenewOptions, renewHosts } from '../authority/renew.ts';
import { type RevokeOptions, revoke } from '../authority/revoke.ts';
import type { Run } from '../program.ts';

/** `swanmesh authority init|issue|renew|revoke`: a small authority for those who have none. */
export function authorityCommand(program: Command, run: Run): void {
  const authority = program
    .command('authority')
    .description(
      'a small authority for laboratories and small clusters: its certificate, those of the hosts, revocation',
    );
  const step = (name: string, description: string, days: number): Command =>
    authority
      .command(name)
      .description(description)
      .argument('<cluster>', 'the inventory; files are written where it names them')
      .option('--days <days>', 'how long it is valid', wholeNumber, days);
  const hosts = '--host <name...>';
  step('init', 'make the certificate and key of the authority, where the inventory names it', 3650)
    .addOption(keyKind())
    .option('--common-name <name>', 'its name; "<name of the cluster> authority" when omitted')
    .action((path: string, own: InitOptions) => run((options) => initAuthority(path, own, options)));
  step('issue', 'make key and certificate of every host that has none', 730)
    .addOption(keyKind())
    .option(hosts, 'these hosts alone')
    .option('--request <file>', 'certify the key of this request, so that the private key stays on its host')
    .action((path: string, own: IssueOptions) => run((options) => issueHosts(path, own, options)));
  step('renew', 'make the certificates again, with the same subject, names and key', 730)
    .option(hosts, 'these hosts alone')
    .option('--request <file>', 'with the key of this request')
    .action((path: string, own: RenewOptions) => run((options) => renewHosts(path, own, options)));
  step('revoke', 'revoke certificates and sign a new revocation list; without --host and --serial the list alone', 30)
    .option(hosts, 'every certificate of these hosts')
    .option('--serial <hex...>', 'the certificates with these serial numbers')
    .option('--reason <reason>', 'such as keyCompromise, superseded, cessationOfOperation')
    .action((path: string, own: RevokeOptions) => run((options) => revoke(path, own, options)));
}

/** RSA works with every release; ECDSA from 3.26 on. */
function keyKind(): Option {
  return new Option('--kind <kind>', 'the kind of key').choices(['rsa-3072', 'p-256', 'p-384']).default('rsa-3072');
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('must be a whole number');
  return Number(text);
}
