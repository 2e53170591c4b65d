import fc from 'fast-check';
import { type Attribute, bmp, ia5, numeric, printable, t61, universal, utf8, visible } from '../support/der-writer.ts';

const ascii = fc.stringMatching(/^[ -~]{0,12}$/);
const controls = fc.string({
  unit: fc.constantFrom('\u0000', '\n', '\u001f', '\u007f', '\u0085', 'a', '"', '\\', ' '),
  maxLength: 8,
});
const basic = fc.string({
  unit: fc.constantFrom('ö', '日', 'a', 'Z', '\u2028', '-', '.', ':', ',', '#', '='),
  maxLength: 12,
});
const wide = fc.string({ unit: fc.constantFrom('𝒳', '日', 'x'), maxLength: 6 });
const latin = fc.string({ unit: fc.constantFrom('ä', 'é', 'x', ' ', '"'), maxLength: 8 });

/** A value of every string type, plain and hostile; all of them valid for their type. */
export const arbitraryValue: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constantFrom('host1', 'host2', 'node-1', 'Example Org', '').map(utf8),
  fc.oneof(ascii, controls, basic, wide).map(utf8),
  ascii.map(printable),
  fc
    .oneof(
      ascii,
      controls.map((text) => text.replaceAll('\u0085', '')),
    )
    .map(ia5),
  latin.map(t61),
  fc.oneof(ascii, basic).map(bmp),
  fc.oneof(ascii, wide).map(universal),
  fc.stringMatching(/^[0-9 ]{1,6}$/).map(numeric),
  ascii.map(visible),
);

/** The attributes of a name: those that decide nicknames often, others seldom, some twice. */
export const arbitraryAttributes: fc.Arbitrary<readonly Attribute[]> = fc.array(
  fc.tuple(fc.constantFrom('CN', 'CN', 'OU', 'O', 'DC', 'C', 'UID', '2.5.4.97', '1.2.3.16384'), arbitraryValue),
  { maxLength: 4 },
);
