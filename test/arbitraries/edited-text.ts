import fc from 'fast-check';

/** A text with some characters taken out, put in or replaced: most of them no longer what they were meant to be. */
export function editedText(text: fc.Arbitrary<string>, characters: string, maxEdits = 3): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(2),
    insert: fc.string({ unit: fc.constantFrom(...characters), maxLength: 2 }),
  });
  return fc.tuple(text, fc.array(edit, { maxLength: maxEdits })).map(([whole, edits]) =>
    edits.reduce((current, { at, remove, insert }) => {
      const offset = Math.floor(at * current.length);
      return current.slice(0, offset) + insert + current.slice(offset + remove);
    }, whole),
  );
}
