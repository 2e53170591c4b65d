/** What is asked of programs so that each says a kind of line; the log of `explainLog`. */
import type { DebianRelease } from '../support/debian/release-tools.ts';
import type { Base } from './draft.ts';

/** Conns of one host whose load says a kind of line, and the releases that say it. */
export interface LoadRow {
  readonly cause: string;
  readonly conf: string;
  /** Initiated after the load, where the line comes up only then. */
  readonly up?: string;
  readonly on?: readonly DebianRelease[];
}

const conn = (...lines: readonly string[]): string =>
  `conn asked\n\tleft=10.8.0.1\n\tright=10.8.0.2\n${lines.map((line) => `\t${line}\n`).join('')}`;

export const loadRows: readonly LoadRow[] = [
  { cause: 'unknown-keyword', conf: conn('auto=add', 'rigth=10.8.0.3') },
  { cause: 'obsolete-keyword', conf: conn('auto=add', 'authby=secret', 'dpdaction=hold'), on: ['5.2'] },
  { cause: 'dpd-ignored', conf: conn('auto=add', 'authby=secret', 'dpdaction=hold'), on: ['4.3', '4.10'] },
  { cause: 'setting-repeated', conf: conn('auto=add', 'authby=secret', 'dpddelay=30', 'dpddelay=60') },
  { cause: 'also-missing', conf: conn('auto=add', 'authby=secret', 'also=nowhere') },
  { cause: 'include-missing', conf: `include /run/nowhere.conf\n${conn('auto=add', 'authby=secret')}` },
  { cause: 'certificate-not-in-database', conf: conn('auto=add', 'leftcert=nobody') },
  { cause: 'authby-refused', conf: conn('auto=add', 'authby=ecdsa-sha1') },
  { cause: 'fromcert-with-secret', conf: conn('auto=add', 'authby=secret', 'rightid=%fromcert') },
  {
    cause: 'families-differ',
    conf: conn('auto=add', 'authby=secret', 'leftsubnet=fd00::/64', 'rightsubnet=10.9.0.0/24'),
  },
  { cause: 'algorithm-refused', conf: conn('auto=add', 'authby=secret', 'esp=aes-sha3_999') },
  { cause: 'dh-without-pfs', conf: conn('auto=add', 'authby=secret', 'pfs=no', 'esp=aes256-sha2_256;dh14') },
  { cause: 'not-added', conf: conn('auto=add', 'authby=secret', 'type=passthrough') },
  { cause: 'template-not-routed', conf: conn('auto=ondemand', 'authby=secret', 'narrowing=yes') },
  {
    cause: 'subnets-mismatched',
    conf: conn(
      'auto=add',
      'authby=secret',
      'leftsubnets={10.8.1.0/24,fd00::/64}',
      'rightsubnets={10.8.2.0/24,fd01::/64}',
    ),
  },
  { cause: 'unoriented', conf: conn('auto=add', 'authby=secret').replaceAll('10.8.0.', '192.0.2.'), up: 'asked' },
  { cause: 'no-such-conn', conf: conn('auto=add', 'authby=secret'), up: 'elsewhere' },
  { cause: 'no-peer-address', conf: conn('auto=add', 'authby=secret').replace('10.8.0.2', '%any'), up: 'asked' },
  { cause: 'never-negotiates', conf: conn('auto=add', 'authby=never', 'type=passthrough'), up: 'asked' },
  { cause: 'rightca-refused', conf: conn('auto=add', 'rightca=nobody') },
  { cause: 'send-failed', conf: conn('auto=add', 'authby=secret', 'retransmit-timeout=3s'), up: 'asked' },
  {
    cause: 'peer-silent',
    conf: conn('auto=add', 'authby=secret', 'retransmit-timeout=2s', 'retransmit-interval=200').replace('0.2', '0.77'),
    up: 'asked',
  },
  { cause: 'esn-off', conf: conn('auto=add', 'authby=secret', 'esn=yes', 'replay-window=0'), on: ['5.2'] },
];

/** Edits of a pair that fails, and the kind of line that one of the two hosts says then. */
export const pairRows: readonly {
  readonly base: Base;
  readonly edit: string;
  readonly cause: string;
  readonly on?: readonly DebianRelease[];
}[] = [
  { base: 'rsa', edit: 'no CA', cause: 'issuer-unknown' },
  { base: 'rsa', edit: 'code signing only', cause: 'usage-refused' },
  { base: 'rsa', edit: 'expired', cause: 'own-certificate-expired' },
  { base: 'rsa', edit: 'no private key', cause: 'cannot-authenticate-itself' },
  { base: 'rsa', edit: 'rightid of nobody', cause: 'subject-differs' },
  { base: 'rsa', edit: 'leftsendcert=never', cause: 'signature-not-believed' },
  { base: 'rsa', edit: 'authby=secret', cause: 'no-secret' },
  { base: 'rsa', edit: 'rightauth=secret', cause: 'peer-rejects-authentication' },
  { base: 'rsa', edit: 'key rsa1024', cause: 'cannot-sign' },
  { base: 'psk', edit: 'secret other', cause: 'secret-differs', on: ['4.3'] },
  // Whoever was asked refuses, and gives the reason only to its debug log.
  { base: 'psk', edit: 'secret other', cause: 'refuses-authentication', on: ['4.10', '5.2'] },
  { base: 'psk', edit: 'type=transport', cause: 'mode-differs' },
  { base: 'psk', edit: 'subnet untold', cause: 'selectors-differ' },
  { base: 'psk', edit: 'esp=aes128-sha1', cause: 'esp-proposals-differ' },
  { base: 'psk', edit: 'ike=aes128-sha1;modp2048', cause: 'ike-proposals-differ' },
  { base: 'psk', edit: 'ike=aes128-sha1;modp2048', cause: 'peer-has-no-conn' },
  { base: 'psk', edit: 'pfs=no', cause: 'rekey-refused' },
];
