/** Certificates of pairs, as data, and the NSS databases that hold them. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ecdsaScheme,
  issue,
  issuerKeyId,
  type KeyPair,
  newEcKey,
  newRsaKey,
  ownKeyId,
  rsaScheme,
} from '../support/authority.ts';
import type { ReleaseTools } from '../support/debian/release-tools.ts';
import {
  type Attribute,
  altNames,
  constraints,
  dns,
  implicit,
  int,
  ip,
  name,
  pem,
  purposes,
  spkiOf,
  text,
} from '../support/der-writer.ts';

export type KeyKind = 'rsa1024' | 'rsa2048' | 'rsa3072' | 'p256' | 'p384' | 'p521';

/** A certificate. In its texts `{N}` stands for what is the pair's alone. */
export interface CertificateSpec {
  /** `O=Example/CN=a.{N}`, in the order of the certificate. */
  readonly subject: string;
  /** Whose key it is, and of which kind; each owner has one key a kind. */
  readonly owner: 'a' | 'b' | 'ca' | 'ca2' | 'intermediate' | 'nobody';
  readonly key: KeyKind;
  /** Self-signed where there is none. */
  readonly issuer?: CertificateSpec;
  /** `dns:a.example`, `ip:10.0.0.1` or `email:a@example.com`. */
  readonly alternatives?: readonly string[];
  readonly isCa?: boolean;
  readonly hash?: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  readonly serial?: number;
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** More extensions, in DER. */
  readonly extensions?: readonly Uint8Array[];
  /** Identifiers of extended key usages. */
  readonly purposes?: readonly string[];
}

/** What stands in a database. */
export interface DatabaseEntry {
  readonly nickname: string;
  readonly certificate: CertificateSpec;
  /** `CT,,` for an authority that is trusted, `,,` for what is only there. */
  readonly trust: 'CT,,' | ',,' | 'T,,' | 'C,,';
  /** Whether the private key is there. */
  readonly key: boolean;
}

const keys = new Map<string, KeyPair>();

function keyOf(owner: string, kind: KeyKind): KeyPair {
  const id = `${owner} ${kind}`;
  const known = keys.get(id);
  if (known !== undefined) return known;
  const curves = { p256: 'P-256', p384: 'P-384', p521: 'P-521' } as const;
  const pair = kind.startsWith('rsa')
    ? newRsaKey(Number(kind.slice(3)))
    : newEcKey(curves[kind as keyof typeof curves]);
  keys.set(id, pair);
  return pair;
}

/** Puts what is the pair's alone into a text. */
export type Fill = (text: string) => string;

const made = new WeakMap<CertificateSpec, Map<string, Uint8Array>>();

/** The certificate in DER, the same whenever the same pair asks. */
export function certificateDer(spec: CertificateSpec, fill: Fill): Uint8Array {
  const ofPairs = made.get(spec) ?? new Map<string, Uint8Array>();
  made.set(spec, ofPairs);
  const known = ofPairs.get(fill('{N}')) ?? signed(spec, fill);
  ofPairs.set(fill('{N}'), known);
  return known;
}

function signed(spec: CertificateSpec, fill: Fill): Uint8Array {
  const own = keyOf(spec.owner, spec.key);
  const issuer = spec.issuer ?? spec;
  const signing = keyOf(issuer.owner, issuer.key);
  const hash = spec.hash ?? 'sha256';
  const scheme = issuer.key.startsWith('rsa') ? rsaScheme(hash) : ecdsaScheme(hash);
  const names = (spec.alternatives ?? []).map((each) => alternativeOf(fill(each)));
  return issue(
    {
      subject: nameOf(fill(spec.subject)),
      issuer: nameOf(fill(issuer.subject)),
      spki: spkiOf(own.publicKey),
      ...(spec.serial === undefined ? {} : { serial: int(spec.serial) }),
      notBefore: new Date(spec.notBefore ?? '2024-01-01'),
      notAfter: new Date(spec.notAfter ?? '2044-01-01'),
      extensions: [
        ...(spec.isCa === true ? [constraints(true), ownKeyId(own.publicKey)] : []),
        ...(spec.issuer === undefined ? [] : [issuerKeyId(signing.publicKey)]),
        ...(names.length > 0 ? [altNames(...names)] : []),
        ...(spec.purposes === undefined ? [] : [purposes(...spec.purposes)]),
        ...(spec.extensions ?? []),
      ],
    },
    signing.privateKey,
    scheme,
  );
}

function nameOf(written: string): Uint8Array {
  return name(
    ...written.split('/').map((part): Attribute => {
      const at = part.indexOf('=');
      return [part.slice(0, at), part.slice(at + 1)];
    }),
  );
}

function alternativeOf(written: string): Uint8Array {
  const at = written.indexOf(':');
  const [kind, value] = [written.slice(0, at), written.slice(at + 1)];
  if (kind === 'dns') return dns(value);
  if (kind === 'email') return implicit(1, text(value));
  return ip(...value.split('.').map(Number));
}

const folders: string[] = [];
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Databases with the private keys of one list, made once for each release and list. */
const templates = new Map<string, string>();

function templateOf(tools: ReleaseTools, wanted: readonly string[]): string {
  const id = [tools.release, ...wanted].join(',');
  const known = templates.get(id);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-keys-'));
  folders.push(folder);
  const at = (file: string): string => join(folder, file);
  tools.certutil(['-N', '-d', `sql:${folder}`, '--empty-password']);
  for (const key of wanted) {
    const { privateKey, publicKey } = keys.get(key) as KeyPair;
    writeFileSync(at('key.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    const subject = name(['CN', `key ${key}`]);
    const scheme = privateKey.asymmetricKeyType === 'rsa' ? rsaScheme('sha256') : ecdsaScheme('sha256');
    const plain = issue({ subject, issuer: subject, spki: spkiOf(publicKey) }, privateKey, scheme);
    writeFileSync(at('certificate.pem'), pem(plain));
    const packed = tools.openssl([
      ...['pkcs12', '-export', '-in', at('certificate.pem'), '-inkey', at('key.pem'), '-name', `key ${key}`],
      ...['-passout', 'pass:', '-out', at('key.p12')],
    ]);
    const put = tools.pk12util(['-i', at('key.p12'), '-d', `sql:${folder}`, '-W', '']);
    if (packed.status !== 0 || put.status !== 0) throw new Error(`${packed.stderr}${put.stdout}${put.stderr}`);
  }
  for (const file of ['key.pem', 'certificate.pem', 'key.p12']) rmSync(at(file), { force: true });
  templates.set(id, folder);
  return folder;
}

/** An entry with what it comes to for one pair. */
export interface FilledEntry extends DatabaseEntry {
  readonly der: Uint8Array;
}

/** Makes an NSS database in an empty folder, with the entries and their private keys. */
export function fillDatabase(tools: ReleaseTools, entries: readonly FilledEntry[], folder: string): void {
  const wanted = entries.flatMap(({ key, certificate }) => (key ? [`${certificate.owner} ${certificate.key}`] : []));
  cpSync(templateOf(tools, [...new Set(wanted)].sort()), folder, { recursive: true });
  if (entries.length === 0) return;
  const work = mkdtempSync(join(tmpdir(), 'swanmesh-entries-'));
  try {
    const lines = entries.map(({ nickname, trust, der }, i) => {
      const file = join(work, `${i}.pem`);
      writeFileSync(file, pem(der));
      return `-A -n "${nickname}" -t "${trust}" -a -i ${file}\n`;
    });
    writeFileSync(join(work, 'batch'), lines.join(''));
    const { status, stdout, stderr } = tools.certutil(['-B', '-d', `sql:${folder}`, '-i', join(work, 'batch')]);
    if (status !== 0) throw new Error(`certutil -B: ${stdout}${stderr}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
