import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { block, editYaml, flow, type YamlEdit } from '../../src/cli/yaml-edit.ts';

describe('an edit of YAML leaves everything else as it is', () => {
  const rows: readonly (readonly [string, string, YamlEdit, string])[] = [
    ['a plain value', 'a: 1 # one\nb:   2\n', { path: ['b'], to: 3 }, 'a: 1 # one\nb:   3\n'],
    ['a quoted value', "a: 'x' # c\n", { path: ['a'], to: 'y z' }, 'a: "y z" # c\n'],
    [
      'a value in flow style',
      'n: {a: {x: 1,   y: 2}} # c\n',
      { path: ['n', 'a', 'x'], to: 5 },
      'n: {a: {x: 5,   y: 2}} # c\n',
    ],
    [
      'an item of a list in lines',
      'l:\n  - a # one\n  - b\n',
      { path: ['l'], to: ['a', 'c'] },
      'l:\n  - a # one\n  - c\n',
    ],
    ['a further item', 'l:\n  - a # one\nm: 1\n', { path: ['l'], to: ['a', 'b'] }, 'l:\n  - a # one\n  - b\nm: 1\n'],
    [
      'a further item in flow style',
      'l: [a]  # c\n',
      { path: ['l'], to: ['a', 'fd00::1'] },
      'l: [a, "fd00::1"]  # c\n',
    ],
    [
      'a new key behind a comment',
      'n:\n    a:\n        x: 1 # c\n    # tail\nz: 1\n',
      { path: ['n', 'a', 'y'], to: 2 },
      'n:\n    a:\n        x: 1 # c\n        y: 2\n    # tail\nz: 1\n',
    ],
    [
      'a new mapping',
      'n:\n  a: {x: 1}\n',
      { path: ['n', 'b'], to: { x: 1, y: ['p', 'q'] } },
      'n:\n  a: {x: 1}\n  b:\n    x: 1\n    y: [p, q]\n',
    ],
    ['a new key without a last newline', 'a: 1', { path: ['b'], to: 2 }, 'a: 1\nb: 2'],
    ['a new key behind a text of several lines', 'a: |\n  x\n  y\n', { path: ['b'], to: 2 }, 'a: |\n  x\n  y\nb: 2\n'],
    ['a key without a value', 'n:\n  a:\n', { path: ['n', 'b'], to: 2 }, 'n:\n  a:\n  b: 2\n'],
    ['CRLF', 'a: 1\r\nb: 2\r\n', { path: ['c'], to: 3 }, 'a: 1\r\nb: 2\r\nc: 3\r\n'],
    [
      'JSON',
      '{\n  "a": {"x": 1}\n}\n',
      { path: ['a', 'y'], to: { z: 'w' } },
      '{\n  "a": {"x": 1, "y": {"z":"w"}}\n}\n',
    ],
  ];
  test.each(rows)('%s', (_, text, edit, expected) => {
    expect(editYaml(text, [edit])).toBe(expected);
  });

  test('where the layout cannot be edited in place, comments are kept all the same', () => {
    const edited = editYaml('# head\nn: {} # tail\n', [{ path: ['n', 'a'], to: 1 }]);
    expect(edited).toContain('# head');
    expect(edited).toContain('# tail');
    expect(parse(edited ?? '')).toEqual({ n: { a: 1 } });
  });

  test('an alias is not written through', () => {
    expect(editYaml('a: &x { k: 1 }\nb: *x\n', [{ path: ['b', 'k'], to: 2 }])).toBeUndefined();
  });
});

const scalar = fc.oneof(
  fc.string({ maxLength: 10 }),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom('fd00::1', '4.10', 'yes', '~', '1e3', '0x1', '- a', 'a: b', '#x'),
);
const key = fc
  .string({ unit: fc.constantFrom('a', 'b', '1', '.', '-', '_', ' ', ':'), minLength: 1, maxLength: 4 })
  .filter((text) => text !== '__proto__');

test('what is printed, in a line or in lines, is read back', () => {
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(key, scalar))),
      (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as object;
        expect(parse(flow(value))).toEqual(plain);
        expect(parse(block('k', value).join('\n'))).toEqual({ k: plain });
      },
    ),
  );
});

test('an edit gives the value that was wanted, whatever the document', () => {
  const document = fc.dictionary(key, fc.dictionary(key, scalar, { minKeys: 1 }), { minKeys: 1, maxKeys: 4 });
  fc.assert(
    fc.property(document, key, key, scalar, fc.boolean(), (value, first, second, to, isJson) => {
      const plain = JSON.parse(JSON.stringify(value)) as Record<string, Record<string, unknown>>;
      const text = isJson
        ? JSON.stringify(value, undefined, 1)
        : Object.entries(value)
            .flatMap(([name, part]) => block(name, part))
            .join('\n');
      const edited = editYaml(text, [{ path: [first, second], to }]);
      expect(parse(edited ?? '')).toEqual({ ...plain, [first]: { ...(plain[first] ?? {}), [second]: to } });
    }),
  );
});
