/** Texts of `leftid=` and `rightid=`. */
import fc from 'fast-check';

/** Text that looks like an ID, from the pieces that some reader takes for more than text. */
export const idText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('CN=', 'O=', 'ou=', ', ', 'E=', 'L =', 'serialNumber=', 'SN=', '/', ',,'),
      },
      { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...'abZ09 .-_'), maxLength: 5 }) },
      { weight: 2, arbitrary: fc.constantFrom(...',/\\#=+;<>*%@ {}[]~?') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '#0C0161',
          '\\2A',
          '\\,',
          '2.5.4.97=#0C0161',
          '1.2.16384=#1300',
          '@~3000',
          'street=x',
        ),
      },
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => text.includes('=') && text.trim() === text);
