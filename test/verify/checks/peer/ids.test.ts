import { describe, expect, test } from 'vitest';
import type { DiagnosticCode } from '../../../../src/diagnostics/codes.ts';
import { hostPem, nodeSubject } from '../../../support/cluster.ts';
import { type Case, found } from '../found.ts';

const anotherNode = {
  'facts/certificates.pem': `# nickname: b\n${hostPem(nodeSubject('b'))}# nickname: c\n${hostPem(nodeSubject('c'))}`,
};

describe.each<[code: DiagnosticCode, law: string, cases: readonly Case[]]>([
  [
    'verify/unmatched-id',
    'the ID is that of the certificate that the other end shows',
    [
      ['its subject', {}, []],
      ['its subject without blanks', { a: { rightid: '"O=system:nodes,CN=system:node:b"' } }, []],
      [
        'the subject of another',
        { a: { rightid: '"O=system:nodes, CN=system:node:c"' } },
        ['error a: rightid="O=system:nodes, CN=system:node:c" (b: leftcert=b)'],
      ],
      [
        'its address, which the certificate does not have',
        { a: { rightid: undefined } },
        ['error a: right=10.0.0.2 (b: leftcert=b)'],
      ],
      ['whatever the certificate says', { a: { rightid: '%fromcert' } }, []],
    ],
  ],
  [
    'verify/unreadable-id',
    'the release can read the ID',
    [
      ['a name', {}, []],
      [
        'a text that is none',
        { a: { rightid: '"O=system:nodes, nonsense=b"' } },
        ['error a: rightid="O=system:nodes, nonsense=b"'],
      ],
    ],
  ],
  [
    'verify/wide-id',
    'the ID fits that host alone',
    [
      ['its whole subject', { filesOfB: anotherNode }, []],
      [
        'a part of it that others share',
        { a: { rightid: '"O=system:nodes"' }, filesOfB: anotherNode },
        ['warning a: rightid="O=system:nodes"'],
      ],
    ],
  ],
])('%s', (code, law, cases) => {
  test.each(cases)(`${law}: %s`, (_, change, expected) => {
    expect(found(code, change)).toEqual(expected);
  });
});
