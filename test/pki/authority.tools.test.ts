/** What the small authority issues, before OpenSSL and NSS. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeAuthority } from '../../src/pki/authority.ts';
import { renewCertificate } from '../../src/pki/issue.ts';
import { keyKinds, newKey } from '../../src/pki/keys.ts';
import { makeCrl } from '../../src/pki/make-crl.ts';
import { debianReleases, describeWithReleases } from '../support/debian/release-tools.ts';
import { pem } from '../support/der-writer.ts';
import { nssAccepts } from '../support/nss.ts';
import { describeWithTools } from '../support/real-tool.ts';
import { valueIn } from '../support/results.ts';
import { testFolder } from '../support/run-cli.ts';
import { issuing, makeAuthorities, now, of, subtle } from '../support/small-authority.ts';

makeAuthorities();

describeWithTools(['openssl'], 'OpenSSL', () => {
  test.each(keyKinds)(
    'verifies a host of kind %s strictly, and with the list refuses it once revoked',
    async (kind) => {
      const { authority, host } = of(kind);
      const folder = testFolder();
      const put = (file: string, text: string): string => {
        writeFileSync(join(folder, file), text);
        return join(folder, file);
      };
      const ca = put('ca.crt', pem(authority.certificate.der));
      const leaf = put('host.crt', pem(host.der));
      const verify = (...words: string[]) =>
        spawnSync(
          'openssl',
          [
            'verify',
            '-x509_strict',
            '-attime',
            String(Math.floor(now.getTime() / 1000) + 60),
            '-CAfile',
            ca,
            ...words,
            leaf,
          ],
          { encoding: 'utf8' },
        );
      expect(verify('-purpose', 'sslserver')).toMatchObject({ status: 0, stderr: '' });
      const list = async (revoked: readonly { serialHex: string; at: Date }[]) =>
        put(
          'crl.pem',
          pem(valueIn(await makeCrl(authority, { revoked, number: 1, now, days: 30, subtle })).der, 'X509 CRL'),
        );
      expect(verify('-crl_check', '-CRLfile', await list([]))).toMatchObject({ status: 0 });
      const refused = verify('-crl_check', '-CRLfile', await list([{ serialHex: host.serialHex, at: now }]));
      expect(refused.status).not.toBe(0);
      expect(refused.stderr).toContain('certificate revoked');
    },
  );
});

describeWithReleases(debianReleases, 'its NSS takes a host of the small authority for IPsec', (tools) => {
  test.each(keyKinds)('%s', async (kind) => {
    // vfychain has no time of its own: these are valid today.
    const today = { ...issuing, now: new Date(), days: 100 };
    const key = valueIn(await newKey(kind, subtle));
    const certificate = valueIn(await makeAuthority({ commonName: 'mesh authority' }, key, { ...today, days: 200 }));
    const host = valueIn(await renewCertificate({ certificate, key }, of(kind).host, today));
    const outcome = nssAccepts(tools, 'ipsec', pem(host.der), pem(certificate.der));
    expect(outcome, createHash('sha1').update(host.der).digest('hex')).toMatchObject({ status: 0 });
  });
});
