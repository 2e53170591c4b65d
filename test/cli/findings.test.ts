import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFinding } from '../../src/cli/findings.ts';
import { excerptsOf } from '../../src/cli/secrecy/excerpt.ts';
import { paintFor } from '../../src/cli/terminal.ts';
import { type Diagnostic, textAt, valueAt } from '../../src/diagnostics/diagnostic.ts';
import { formatDiagnostic } from '../../src/diagnostics/format.ts';
import { secretLooks } from '../../src/diagnostics/secret-looks.ts';

const anyText = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\r', '\n', '\u001b', '\u202e', 'ü', 'psk=') });
const anyPlace = fc.oneof(
  fc
    .record({ file: fc.constantFrom('a.conf', 'b.conf'), line: fc.integer({ min: 1, max: 9 }), column: fc.nat(99) })
    .map(({ file, line, column }) => textAt(file, line, column + 1)),
  fc.constant(valueAt('nodes', 'a')),
);
const anyFinding: fc.Arbitrary<Diagnostic> = fc.record(
  {
    code: fc.constant('inventory/value' as const),
    severity: fc.constantFrom('error', 'warning', 'info'),
    message: anyText,
    at: anyPlace,
    hint: anyText,
    related: fc.array(fc.record({ at: anyPlace, message: anyText }), { maxLength: 2 }),
  },
  { requiredKeys: ['code', 'severity', 'message', 'at'] },
);

test('without colours the command line says a finding as the library does', () => {
  const paint = paintFor(process.stdout, 'never');
  const locate = () => textAt('a.conf', 1, 1);
  fc.assert(
    fc.property(anyFinding, anyText, (finding, text) => {
      const excerpt = excerptsOf(
        text,
        secretLooks(text).map(({ span }) => span),
      );
      const source = { name: 'a.conf', locate, excerpt };
      expect(formatFinding(finding, source, paint)).toBe(
        `${formatDiagnostic(finding, { name: 'a.conf', text, locate })}\n`,
      );
    }),
  );
});
