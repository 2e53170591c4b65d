// `f(...list)` passes as many arguments as the list has parts, and overflows the stack where a file has 100,000 faults or lines.
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** Calls whose lists are short whatever the input: by what is called, with the reason. */
const short: Readonly<Record<string, string>> = {
  valueAt: 'a path is as long as the input is deep, and that is bounded',
  oneOf: 'words of our own',
  'String.raw': 'the values of one template',
  act: 'the actions of one target',
  rule: 'the matches of one rule',
  match: 'values of our own',
  bothSides: 'keywords of our own',
  derSequence: 'parts of our own; for lists there is derOfAll',
  syntaxError: 'what is said of one line',
  'String.fromCharCode': 'pieces of bounded length',
};

function spreadsIn(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.arguments?.some(ts.isSpreadElement) === true)
      found.push(node.expression.getText());
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('no list is spread into a call but where it is short', () => {
  const found = globSync('src/**/*.ts', { ignore: 'src/**/*.sh.ts' }).flatMap((file) =>
    spreadsIn(file)
      .filter((called) => !Object.hasOwn(short, called))
      .map((called) => `${file}: ${called}`),
  );
  expect(found).toEqual([]);
});

test('the search finds a call with a list in it', () => {
  expect(spreadsIn('test/package/spread.test.ts')).toEqual(['Math.max']);
  expect(Math.max(...[1, 2])).toBe(2);
});
