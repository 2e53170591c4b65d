import { expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { checkSubjects } from '../../src/mesh/check-subjects.ts';
import type { Mesh, MeshNode } from '../../src/mesh/mesh.ts';
import { plainName } from '../support/name-der.ts';

/** As much of a mesh as the check looks at. */
function meshOf(...subjects: readonly string[]): Mesh {
  const nodes = subjects.map((subject, i) => ({
    name: `n${i}`,
    releases: ['4.10'],
    ...(subject === '' ? {} : { certificate: { subject: plainName(subject) } }),
  }));
  return { nodes: nodes as unknown as readonly MeshNode[] } as Mesh;
}

test('a subject that is part of another is found at its node, with the other as related', () => {
  expect(checkSubjects(meshOf('O=n, CN=a', '', 'O=n'))).toMatchObject([
    {
      code: 'mesh/ambiguous-subject',
      at: valueAt('nodes', 'n2', 'certificate'),
      related: [{ at: valueAt('nodes', 'n0', 'certificate') }],
    },
  ]);
});

test('equal subjects are told once, with how many more there are', () => {
  const findings = checkSubjects(meshOf('CN=a', 'CN=a', 'CN=a'));
  expect(findings).toMatchObject([{ code: 'mesh/ambiguous-subject', at: valueAt('nodes', 'n0', 'certificate') }]);
  expect(findings[0]?.message).toContain('n1 and 1 more');
});

test('subjects with an attribute of their own, and nodes without certificate, are no finding', () => {
  expect(checkSubjects(meshOf('O=n, CN=a', 'O=n, CN=b', ''))).toEqual([]);
});
