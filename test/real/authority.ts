/** A certificate authority for a cluster of test hosts, run by OpenSSL, so that no certificate here is of our own making. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  /** Files `<name>.crt` and `<name>.key` in the authority's folder. */
  readonly issue: (name: string, subject: Subject, key?: KeyKind) => Issued;
}

// ASN1_STRING_get_by_NID's masks, asn1.h.
const masks = { utf8: 'utf8only', printable: 'MASK:0x0002', bmp: 'MASK:0x0800' } as const;
const keyArguments: Readonly<Record<KeyKind, readonly string[]>> = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'rsa-pss': ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'],
  p256: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:named_curve'],
  p384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384', '-pkeyopt', 'ec_param_enc:named_curve'],
};

/** A new authority in a folder of its own. */
export function makeAuthority(openssl: Tool, folder: string, commonName: string): Authority {
  mkdirSync(folder, { recursive: true });
  const at = (file: string): string => join(folder, file);
  const run = (...args: readonly string[]): void => {
    const { status, stderr } = openssl(args);
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`);
  };
  const configuration = (name: string, mask: string): string => {
    const file = at(`${name}.cnf`);
    writeFileSync(file, `[req]\ndistinguished_name=dn\nstring_mask=${mask}\nutf8=yes\nprompt=no\n[dn]\n`);
    return file;
  };
  run('genpkey', ...keyArguments.rsa, '-out', at('ca.key'));
  run(
    ...['req', '-x509', '-config', configuration('ca', masks.utf8), '-key', at('ca.key'), '-days', '3650'],
    ...['-subj', `/CN=${commonName}`, '-out', at('ca.crt')],
    ...['-addext', 'basicConstraints=critical,CA:true', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  );
  writeFileSync(
    at('host.ext'),
    'keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\n',
  );
  return {
    certificate: at('ca.crt'),
    issue: (name, subject, key = 'rsa') => {
      const issued = { certificate: at(`${name}.crt`), key: at(`${name}.key`) };
      if (existsSync(issued.certificate)) return issued;
      run('genpkey', ...keyArguments[key], '-out', issued.key);
      run(
        ...[
          'req',
          '-new',
          '-utf8',
          '-multivalue-rdn',
          '-config',
          configuration(name, masks[subject.stringType ?? 'utf8']),
        ],
        ...['-key', issued.key, '-subj', subject.text, '-out', at(`${name}.csr`)],
      );
      run(
        ...['x509', '-req', '-in', at(`${name}.csr`), '-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-days', '825'],
        ...['-set_serial', `${serialOf(name)}`, '-extfile', at('host.ext'), '-out', issued.certificate],
      );
      return issued;
    },
  };
}

function serialOf(name: string): number {
  let serial = 7;
  for (const unit of name) serial = (serial * 31 + (unit.codePointAt(0) ?? 0)) % 2_000_000_011;
  return serial;
}
