/** What three NSS import of revocation lists, and whom they then refuse: what `nss-lists.ts` says, row by row. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { textAt } from '../../../src/diagnostics/diagnostic.ts';
import { readCertificate } from '../../../src/x509/read-certificate.ts';
import { listInNss, revokedInNss, unknownToNss } from '../../../src/x509/revocation/nss-lists.ts';
import { readCrl } from '../../../src/x509/revocation/read-crl.ts';
import { issue, issuerKeyId, newEcKey, root } from '../../support/authority.ts';
import {
  certificateIssuer,
  crl,
  deltaOf,
  type Entry,
  type ListParts,
  listNumber,
  reason,
  scope,
} from '../../support/crl-writer.ts';
import { debianReleases, describeWithReleases, type ReleaseTools } from '../../support/debian/release-tools.ts';
import { extension, int, name, nothing, pem } from '../../support/der-writer.ts';
import { valueIn } from '../../support/results.ts';

const pair = newEcKey();
const authority = root('Mesh CA', pair);
const host = issue({ serial: int(2), subject: name(['CN', 'host']) }, pair.privateKey);
const certificate = valueIn(readCertificate(host));
const now = new Date();
const inDays = (days: number): Date => new Date(Math.floor(now.getTime() / 1000) * 1000 + days * 86_400_000);

const fresh: ListParts = { thisUpdate: inDays(-2), nextUpdate: inDays(20) };
const entry = (rest: Partial<Entry> = {}): readonly Entry[] => [{ serial: 2, at: inDays(-3), ...rest }];
const otherIssuer = certificateIssuer(name(['CN', 'Other CA']));
const held = { ...fresh, entries: entry({ extensions: [reason(6)] }), extensions: [listNumber(1)] };
const later = { ...fresh, thisUpdate: inDays(-1) };

const rows: readonly { readonly what: string; readonly lists: readonly ListParts[] }[] = [
  { what: 'nobody revoked', lists: [fresh] },
  { what: 'revoked', lists: [{ ...fresh, entries: entry() }] },
  { what: 'revoked from tomorrow on', lists: [{ ...fresh, entries: entry({ at: inDays(1) }) }] },
  { what: 'on hold', lists: [held] },
  { what: 'removeFromCRL in a complete list', lists: [{ ...fresh, entries: entry({ extensions: [reason(8)] }) }] },
  { what: 'overdue', lists: [{ thisUpdate: inDays(-20), nextUpdate: inDays(-1), entries: entry() }] },
  { what: 'without a date for the next', lists: [{ ...fresh, nextUpdate: undefined, entries: entry() }] },
  { what: 'of tomorrow', lists: [{ thisUpdate: inDays(2), nextUpdate: inDays(9), entries: entry() }] },
  { what: 'version 1', lists: [{ ...fresh, version: 0, entries: entry() }] },
  { what: 'with a key identifier', lists: [{ ...fresh, entries: entry(), extensions: [issuerKeyId(pair.publicKey)] }] },
  {
    what: 'an unknown extension',
    lists: [{ ...fresh, entries: entry(), extensions: [extension('1.2.3.4', nothing())] }],
  },
  { what: 'the newer list takes the entry back', lists: [{ ...fresh, entries: entry() }, later] },
  { what: 'the newer list has the entry', lists: [fresh, { ...later, entries: entry() }] },
  { what: 'an older list after a newer one', lists: [later, { ...fresh, entries: entry() }] },
  { what: 'a delta', lists: [{ ...fresh, entries: entry(), extensions: [listNumber(2), deltaOf(1)] }] },
  {
    what: 'a delta that adds',
    lists: [fresh, { ...later, entries: entry(), extensions: [listNumber(2), deltaOf(1)] }],
  },
  {
    what: 'a delta that takes back',
    lists: [held, { ...later, entries: entry({ extensions: [reason(8)] }), extensions: [listNumber(2), deltaOf(1)] }],
  },
  { what: 'for hosts alone', lists: [{ ...fresh, entries: entry(), extensions: [listNumber(1), scope(1)] }] },
  { what: 'for authorities alone', lists: [{ ...fresh, entries: entry(), extensions: [listNumber(1), scope(2)] }] },
  { what: 'indirect', lists: [{ ...fresh, entries: entry(), extensions: [listNumber(1), scope(4)] }] },
  { what: 'the entry of another issuer', lists: [{ ...fresh, entries: entry({ extensions: [otherIssuer] }) }] },
];

const folder = mkdtempSync(join(tmpdir(), 'swanmesh-lists-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Which lists a new database takes, one after the other, and whether the host is then refused. */
function played(tools: ReleaseTools, lists: readonly Uint8Array[], database: string): object {
  const at = (file: string): string => join(database, file);
  const run = (program: string, ...words: readonly string[]): number | null => {
    const [path, ...args] = tools.command(`usr/bin/${program}`, words);
    return spawnSync(path, args, { env: { ...process.env, ...tools.env } }).status;
  };
  mkdirSync(database);
  writeFileSync(at('ca.pem'), pem(authority));
  writeFileSync(at('host.pem'), pem(host));
  tools.certutil(['-N', '-d', `sql:${database}`, '--empty-password']);
  tools.certutil(['-A', '-d', `sql:${database}`, '-n', 'ca', '-t', 'CT,,', '-a', '-i', at('ca.pem')]);
  const imported = lists.map((list) => {
    writeFileSync(at('list.crl'), list);
    return run('crlutil', '-I', '-i', at('list.crl'), '-d', `sql:${database}`) === 0;
  });
  // As pluto asks: the lists of the database, for the host's certificate, without a network.
  const asPluto = ['-p', '-p', '-u', '12', '-g', 'leaf', '-m', 'crl', '-s', 'forbidFetching'];
  return { imported, refused: run('vfychain', ...asPluto, '-d', `sql:${database}`, '-a', at('host.pem')) !== 0 };
}

/** The same as `nss-lists.ts` says. */
function predicted(lists: readonly Uint8Array[]): object {
  const read = lists.map((list) => valueIn(readCrl(list, textAt('list', 1, 1))));
  const isLater = (i: number): boolean => listInNss(read.slice(0, i + 1), certificate.issuer.derHex) === read[i];
  const list = listInNss(read, certificate.issuer.derHex);
  return {
    imported: read.map((one, i) => unknownToNss(one) === undefined && isLater(i)),
    refused: list !== undefined && revokedInNss(list, certificate, now) !== undefined,
  };
}

describeWithReleases(debianReleases, 'its NSS', (tools) => {
  test.each(rows)('$what', ({ what, lists }) => {
    const written = lists.map((parts) => crl(parts, pair.privateKey));
    expect(played(tools, written, join(folder, `${tools.release} ${what}`))).toEqual(predicted(written));
  });
});
