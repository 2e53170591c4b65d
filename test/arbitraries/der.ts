import fc from 'fast-check';
import { concat, der } from '../support/der-writer.ts';

const primitiveTags = [0x01, 0x02, 0x03, 0x04, 0x06, 0x0c, 0x13, 0x16, 0x17, 0x80, 0x81, 0x42];
const constructedTags = [0x30, 0x31, 0xa0, 0xa3, 0x61];

const { tree } = fc.letrec<{ tree: Uint8Array; leaf: Uint8Array; branch: Uint8Array }>((tie) => ({
  tree: fc.oneof({ maxDepth: 5 }, tie('leaf'), tie('branch')),
  leaf: fc
    .tuple(
      fc.constantFrom(...primitiveTags),
      fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 8 }), fc.uint8Array({ minLength: 120, maxLength: 300 })),
    )
    .map(([tag, contents]) => der(tag, Uint8Array.from(contents))),
  branch: fc
    .tuple(fc.constantFrom(...constructedTags), fc.array(tie('tree'), { maxLength: 4 }))
    .map(([tag, parts]) => der(tag, concat(...parts))),
}));

/** Any well-formed DER: constructed values of universal, application and context tags, primitive ones with any contents. */
export const arbitraryDer: fc.Arbitrary<Uint8Array> = tree;
