import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { readProposals } from '../../../src/libreswan/proposal/read.ts';
import { type EspEnd, pairTransforms } from '../../../src/libreswan/proposal/select.ts';
import { type ReleaseRange, releaseRange } from '../../../src/libreswan/release.ts';
import { testGoldenRows } from '../../support/golden-rows.ts';
import { resultText } from '../../support/result-text.ts';

const at = valueAt('x');

const end = (esp: string | undefined, releases: ReleaseRange, extra: Partial<EspEnd> = {}): EspEnd => {
  const read = esp === undefined ? undefined : readProposals(esp, 'esp', releases, at);
  return { releases, platform: 'debian', ...(read?.kind === 'ok' ? { esp: read.value } : {}), ...extra };
};

testGoldenRows('what two ends come to use', {
  file: 'libreswan/transforms.txt',
  rows: Object.entries<readonly [EspEnd, EspEnd]>({
    'both alike': [end('aes_gcm256', ['4.10']), end('aes_gcm256', ['5.2'])],
    'another order': [end('aes256-sha2_256,aes_gcm256', ['4.10']), end('aes_gcm256,aes256-sha2_256', ['4.10'])],
    'one in common': [end('aes256-sha2_256,aes_gcm256', ['4.10']), end('aes128-sha1,aes256-sha2_256', ['4.10'])],
    'nothing in common': [end('aes256-sha2_256', ['4.10']), end('aes128-sha1', ['4.10'])],
    'no key length against each': [end('aes_gcm', ['4.10']), end('aes_gcm128,aes_gcm256', ['4.10'])],
    'no key length against one': [end('aes-sha2_256', ['4.10']), end('aes128-sha2_256', ['4.10'])],
    'no cipher': [end('null-sha1', ['4.10']), end('null-sha1', ['4.10'])],
    '3DES': [end('3des-sha1', ['4.10']), end('3des-sha1', ['4.10'])],
    'cut hashes on one end': [end('aes256-sha2_256', ['4.10'], { truncbug: true }), end('aes256-sha2_256', ['4.10'])],
    'cut hashes on both': [
      end('aes256-sha2_256', ['4.10'], { truncbug: true }),
      end('aes256-sha2_256', ['4.10'], { truncbug: true }),
    ],
    'defaults of one release': [end(undefined, ['4.10']), end(undefined, ['4.10'])],
    'defaults of several': [end(undefined, releaseRange('3.25', '5.2')), end(undefined, ['5.2'])],
    'defaults against one': [end(undefined, ['5.2']), end('aes256-sha2_512', ['5.2'])],
    'defaults against what no default has': [end(undefined, ['5.2']), end('camellia256-sha2_512', ['5.2'])],
    'crypto-policies on one end': [
      end(undefined, ['4.10'], { platform: 'rhel9' }),
      end('aes_gcm256,aes128-sha1', ['4.10']),
    ],
    'crypto-policies on both': [
      end(undefined, ['4.10'], { platform: 'rhel9' }),
      end(undefined, ['4.10'], { platform: 'rhel9' }),
    ],
    'a proposal beside crypto-policies': [
      end('aes_gcm256', ['4.10'], { platform: 'rhel9' }),
      end('aes_gcm256', ['4.10'], { platform: 'rhel9' }),
    ],
  }),
  title: ([why]) => `# ${why}`,
  told: ([, [a, b]]) =>
    [pairTransforms(a, b, at), pairTransforms(b, a, at)]
      .map((pair) =>
        resultText(pair, ({ selected, accepted }) =>
          [selected, accepted].map((some) => some.map(({ name }) => name).join(', ')).join(' of '),
        ),
      )
      .map((text) => `  ${text}`)
      .join('\n'),
});
