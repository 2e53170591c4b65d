/** Certificate requests as OpenSSL writes them. */
import { spawnSync } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readIdentityFile } from '../../src/pki/identity-file.ts';
import { checkRequestSignature } from '../../src/pki/request.ts';
import { nameText } from '../../src/x509/name-text.ts';
import { webCryptoVerifier } from '../../src/x509/verifier.ts';
import { describeWithTools } from '../support/real-tool.ts';
import { valueIn } from '../support/results.ts';
import { testFolder } from '../support/run-cli.ts';

const verifier = webCryptoVerifier(webcrypto.subtle as never);

describeWithTools(['openssl'], 'what openssl req writes is read', () => {
  test.each([
    { key: ['rsa:2048'], form: 'PEM' },
    { key: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'], form: 'DER' },
  ])('$key.0, $form', async ({ key, form }) => {
    const folder = testFolder();
    const out = join(folder, 'host.csr');
    const words = [
      'req',
      '-new',
      '-nodes',
      '-newkey',
      ...key,
      '-keyout',
      join(folder, 'key'),
      '-subj',
      '/O=x/CN=a',
      '-addext',
      'subjectAltName=DNS:a.example.com',
      '-outform',
      form,
      '-out',
      out,
    ];
    expect(spawnSync('openssl', words).status).toBe(0);
    const file = valueIn(await readIdentityFile(readFileSync(out)));
    const [one] = file.requests;
    expect(one && nameText(one.subject)).toBe('O=x, CN=a');
    expect(one?.subjectAltNames).toEqual([{ type: 'dns', value: 'a.example.com' }]);
    expect(one && (await checkRequestSignature(one, verifier))).toEqual([]);
  });
});
