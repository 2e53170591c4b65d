/** A certificate authority for clusters of test hosts, run by OpenSSL, so that no certificate here is of our own making. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Tool } from '../support/debian/release-tools.ts';

export type KeyKind = 'rsa' | 'rsa-pss' | 'p256' | 'p384';

export interface Subject {
  /** OpenSSL's notation: `/O=a/CN=b`, with `+` between the attributes of one RDN, `\` before a literal `/`, `+` or `\`. */
  readonly text: string;
  /** The string type of every attribute; UTF8String when nothing is said. */
  readonly stringType?: 'utf8' | 'printable' | 'bmp';
}

export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority {
  readonly certificate: string;
  /** The one certificate of a host with this subject and kind of key: what was issued before is not made again. */
  readonly issue: (host: string, subject: Subject, key?: KeyKind) => Issued;
  /** Another certificate of the same subject, for the key of the first or for one of its own. */
  readonly renew: (first: Issued, whose: 'the same key' | 'a new key') => Issued;
}

// ASN1_STRING_get_by_NID's masks, asn1.h.
const masks = { utf8: 'utf8only', printable: 'MASK:0x0002', bmp: 'MASK:0x0800' } as const;
const keyArguments: Readonly<Record<KeyKind, readonly string[]>> = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'rsa-pss': ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'],
  p256: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:named_curve'],
  p384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384', '-pkeyopt', 'ec_param_enc:named_curve'],
};

/** The authority of a folder, founded where the folder has none; its certificates stay there for the cases that follow. */
export function authorityIn(openssl: Tool, folder: string, commonName: string): Authority {
  mkdirSync(folder, { recursive: true });
  const at = (file: string): string => join(folder, file);
  const run = (...args: readonly string[]): void => {
    const { status, stderr } = openssl(args);
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`);
  };
  const configuration = (id: string, mask: string): string => {
    const file = at(`${id}.cnf`);
    writeFileSync(file, `[req]\ndistinguished_name=dn\nstring_mask=${mask}\nutf8=yes\nprompt=no\n[dn]\n`);
    return file;
  };
  if (!existsSync(at('ca.crt'))) {
    writeFileSync(
      at('host.ext'),
      'keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\n',
    );
    run('genpkey', ...keyArguments.rsa, '-out', at('ca.key'));
    run(
      ...['req', '-x509', '-config', configuration('ca', masks.utf8), '-key', at('ca.key'), '-days', '3650'],
      ...['-subj', `/CN=${commonName}`, '-out', at('ca.crt')],
      ...['-addext', 'basicConstraints=critical,CA:true', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    );
  }
  const sign = (id: string, serial: string, certificate: string): void =>
    run(
      ...['x509', '-req', '-in', at(`${id}.csr`), '-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-days', '825'],
      // A serial number is positive: no first digit above 7.
      ...['-set_serial', `0x7${serial}`, '-extfile', at('host.ext'), '-out', certificate],
    );
  return {
    certificate: at('ca.crt'),
    renew: (first, whose) => {
      const id = basename(first.certificate, '.crt');
      const again = `${id}-${whose === 'a new key' ? 'rekeyed' : 'renewed'}`;
      const issued = {
        certificate: at(`${again}.crt`),
        key: whose === 'a new key' ? at(`${again}.key`) : first.key,
      };
      if (existsSync(issued.certificate)) return issued;
      if (whose === 'a new key') run('genpkey', ...keyArguments.rsa, '-out', issued.key);
      const subject = openssl(['req', '-in', at(`${id}.csr`), '-noout', '-subject', '-nameopt', 'compat']).stdout;
      run(
        ...['req', '-new', '-utf8', '-config', at(`${id}.cnf`), '-key', issued.key],
        ...['-subj', subject.replace(/^subject= */, '').trim(), '-out', at(`${again}.csr`)],
      );
      sign(again, createHash('sha256').update(again).digest('hex').slice(0, 15), issued.certificate);
      return issued;
    },
    issue: (host, subject, key = 'rsa') => {
      const { text, stringType = 'utf8' } = subject;
      const hash = createHash('sha256')
        .update(JSON.stringify([host, text, stringType, key]))
        .digest('hex');
      const id = `${host}-${hash.slice(0, 15)}`;
      const issued = { certificate: at(`${id}.crt`), key: at(`${id}.key`) };
      if (existsSync(issued.certificate)) return issued;
      run('genpkey', ...keyArguments[key], '-out', issued.key);
      run(
        ...['req', '-new', '-utf8', '-multivalue-rdn', '-config', configuration(id, masks[stringType])],
        ...['-key', issued.key, '-subj', text, '-out', at(`${id}.csr`)],
      );
      sign(id, hash.slice(0, 15), issued.certificate);
      return issued;
    },
  };
}
