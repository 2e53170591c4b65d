/**
 * Files with certificates and keys as the real programs write them: OpenSSL 1.1.1, 3.0 and 3.5, `pk12util` of NSS 3.61, 3.87 and
 * 3.110. Each is made anew in a folder; nothing is kept in the repository.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseTools } from './debian/release-tools.ts';

/** One file, and with which password it opens. */
export interface CorpusFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly password?: string;
  readonly holds: { readonly certificates: number; readonly keys: number };
}

export interface CorpusInput {
  readonly folder: string;
  /** PEM of the host's certificate, its key (PKCS#8) and its authority. */
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/** Every PKCS#12 that a release's OpenSSL writes. */
export function opensslPkcs12(tools: ReleaseTools, input: CorpusInput): CorpusFile[] {
  const files = placed(input);
  const old = tools.release === '4.3';
  const legacy = old ? [] : ['-legacy', '-provider-path', `${tools.root}/usr/lib/x86_64-linux-gnu/ossl-modules`];
  const variants: readonly { name: string; password?: string; words: readonly string[]; none?: boolean }[] = [
    { name: 'as it writes by default', words: [] },
    { name: 'empty password', password: '', words: [] },
    { name: 'a password beyond ASCII', password: 'pässwörd', words: [] },
    { name: 'AES-128, MAC SHA-512', words: ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'sha512'] },
    { name: 'triple DES', words: ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', ...legacy.slice(1)] },
    {
      name: 'RC2 with 40 bits, as 1.0 wrote',
      words: [...legacy, '-certpbe', 'PBE-SHA1-RC2-40', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
    },
    {
      name: 'RC2 with 128 bits',
      words: [...legacy, '-certpbe', 'PBE-SHA1-RC2-128', '-keypbe', 'PBE-SHA1-2DES', '-macalg', 'sha1'],
    },
    { name: 'nothing encrypted', words: ['-keypbe', 'NONE', '-certpbe', 'NONE'] },
    { name: 'one round', words: ['-noiter', '-nomaciter'] },
    { name: 'no MAC', words: ['-nomac'] },
    ...(tools.release === '5.2' ? [{ name: 'PBMAC1', words: ['-pbmac1_pbkdf2'] }] : []),
  ];
  return variants.map(({ name, password = 'Sesam 1', words }, i) => {
    const out = join(input.folder, `openssl-${tools.release}-${i}.p12`);
    const { status, stderr } = tools.openssl([
      'pkcs12',
      '-export',
      '-in',
      files.certificate,
      '-inkey',
      files.key,
      '-certfile',
      files.authority,
      '-name',
      'node-a',
      '-passout',
      `pass:${password}`,
      '-out',
      out,
      ...words,
    ]);
    if (status !== 0) throw new Error(`${name}: ${stderr}`);
    return { name: `OpenSSL: ${name}`, bytes: bytesIn(out), password, holds: { certificates: 2, keys: 1 } };
  });
}

/** What `pk12util -o` writes, with a password and with the empty one. */
export function nssPkcs12(tools: ReleaseTools, input: CorpusInput): CorpusFile[] {
  const files = placed(input);
  const database = `sql:${join(input.folder, `nss-${tools.release}`)}`;
  mkdirSync(join(input.folder, `nss-${tools.release}`), { recursive: true });
  const start = join(input.folder, `nss-${tools.release}.p12`);
  const steps = [
    () => tools.certutil(['-N', '-d', database, '--empty-password']),
    () =>
      tools.openssl([
        'pkcs12',
        '-export',
        '-in',
        files.certificate,
        '-inkey',
        files.key,
        '-certfile',
        files.authority,
        '-name',
        'node-a',
        '-passout',
        'pass:',
        '-out',
        start,
      ]),
    () => tools.pk12util(['-i', start, '-d', database, '-W', '']),
  ];
  for (const step of steps) {
    const { status, stderr, stdout } = step();
    if (status !== 0) throw new Error(`${stdout}${stderr}`);
  }
  const made = (name: string, password: string, words: readonly string[]): CorpusFile => {
    const out = join(input.folder, `pk12util-${tools.release}-${name.length}.p12`);
    const { status, stderr } = tools.pk12util(['-o', out, '-n', 'node-a', '-d', database, '-W', password, ...words]);
    if (status !== 0) throw new Error(`${name}: ${stderr}`);
    return { name: `pk12util: ${name}`, bytes: bytesIn(out), password, holds: { certificates: 2, keys: 1 } };
  };
  return [
    made('as it writes by default', 'Sesam 1', []),
    made('the empty password', '', []),
    made('a password beyond ASCII', 'pässwörd', []),
    made('triple DES and RC2', 'Sesam 1', [
      '-c',
      'PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC',
      '-C',
      'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC',
    ]),
    made('nothing around the certificates', 'Sesam 1', ['-C', 'NONE']),
  ];
}

/** Private keys in every form that a release's OpenSSL writes. */
export function opensslKeys(tools: ReleaseTools, input: CorpusInput): CorpusFile[] {
  const files = placed(input);
  const password = 'Sesam 1';
  const isEc = input.key.length < 500; // the PEM of an RSA key has more than 1,600 characters
  const variants: readonly { name: string; words: readonly string[]; open?: boolean }[] = [
    { name: 'PKCS#8, plain', words: ['pkcs8', '-topk8', '-nocrypt'], open: true },
    { name: 'PKCS#8, DER', words: ['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], open: true },
    { name: 'PKCS#8, AES-256', words: ['pkcs8', '-topk8', '-v2', 'aes-256-cbc'] },
    { name: 'PKCS#8, AES-256, DER', words: ['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-outform', 'DER'] },
    { name: 'PKCS#8, triple DES', words: ['pkcs8', '-topk8', '-v2', 'des3'] },
    { name: 'PKCS#8, PRF SHA-512', words: ['pkcs8', '-topk8', '-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA512'] },
    { name: 'PKCS#8, PKCS#12 triple DES', words: ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES'] },
    {
      name: 'traditional, plain',
      words: [isEc ? 'ec' : 'rsa', ...(isEc || tools.release === '4.3' ? [] : ['-traditional'])],
      open: true,
    },
    {
      name: 'traditional, AES-256',
      words: [isEc ? 'ec' : 'rsa', '-aes256', ...(isEc || tools.release === '4.3' ? [] : ['-traditional'])],
    },
    {
      name: 'traditional, triple DES',
      words: [isEc ? 'ec' : 'rsa', '-des3', ...(isEc || tools.release === '4.3' ? [] : ['-traditional'])],
    },
  ];
  return variants.map(({ name, words, open = false }, i) => {
    const out = join(input.folder, `key-${tools.release}-${isEc}-${i}`);
    const [command = '', ...rest] = words;
    const ran = tools.openssl([
      command,
      ...rest,
      '-in',
      files.key,
      '-out',
      out,
      ...(open ? [] : ['-passout', `pass:${password}`]),
    ]);
    if (ran.status !== 0) throw new Error(`${name}: ${ran.stderr}`);
    return {
      name: `OpenSSL: ${name}`,
      bytes: bytesIn(out),
      ...(open ? {} : { password }),
      holds: { certificates: 0, keys: 1 },
    };
  });
}

/** Bundles without keys, PEM and DER. */
export function opensslBundles(tools: ReleaseTools, input: CorpusInput): CorpusFile[] {
  const files = placed(input);
  return ['PEM', 'DER'].map((form) => {
    const out = join(input.folder, `bundle-${tools.release}.${form}`);
    const ran = tools.openssl([
      'crl2pkcs7',
      '-nocrl',
      '-certfile',
      files.certificate,
      '-certfile',
      files.authority,
      '-outform',
      form,
      '-out',
      out,
    ]);
    if (ran.status !== 0) throw new Error(ran.stderr);
    return { name: `OpenSSL: PKCS#7 bundle in ${form}`, bytes: bytesIn(out), holds: { certificates: 2, keys: 0 } };
  });
}

function placed({ folder, certificate, key, authority }: CorpusInput): {
  certificate: string;
  key: string;
  authority: string;
} {
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    certificate: write('host.crt', certificate),
    key: write('host.key', key),
    authority: write('ca.crt', authority),
  };
}

function bytesIn(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}
