import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type NssNickname, nicknameFor } from '../../src/libreswan/identity/leftcert.ts';
import { releaseRange } from '../../src/libreswan/release.ts';
import { importCertificateScript, type OnHost } from '../../src/render/import-certificate.ts';

function script(nickname: NssNickname, onHost?: OnHost): string {
  const releases = releaseRange('4.10');
  return importCertificateScript({ nickname, platform: 'rhel9', releases, ...(onHost && { onHost }) });
}

describe('the text of the script', () => {
  test('has no value of a host outside of single quotes', () => {
    const body = script(nicknameFor('a')).split('\n');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (certificate, key) => {
        const text = script(nicknameFor('a'), { certificate, key, authority: 'ca.crt' });
        const same = body.slice(body.indexOf('usage() {')).join('\n');
        expect(text.endsWith(same)).toBe(true);
        const head = text.slice(0, text.length - same.length);
        const expected = [certificate, key].map((value) => value.replaceAll('\0', '').split("'").join("'\\''"));
        expect(head).toContain(`\ncertificate='${expected[0]}'\nkey='${expected[1]}'\n`);
      }),
    );
  });

  test('names the NSS database of the platform', () => {
    const of = (...[platform, from, to]: readonly ['rhel8' | 'rhel9' | 'upstream', '3.32' | '4.3', '4.3']): string =>
      /^nssdir_default='(.*)'$/m.exec(
        importCertificateScript({ nickname: nicknameFor('a'), platform, releases: releaseRange(from, to) }),
      )?.[1] ?? 'none';
    expect(of('rhel8', '4.3', '4.3')).toBe('/etc/ipsec.d');
    expect(of('rhel9', '4.3', '4.3')).toBe('/var/lib/ipsec/nss');
    // It moved in 4.0: a range over that leaves it to libreswan itself.
    expect(of('upstream', '3.32', '4.3')).toBe('');
  });
});
