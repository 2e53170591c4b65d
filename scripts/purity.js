// Refuses in the core what would make it depend on when, where or by whom it is run: clock, randomness, locale, globals.
// The compiler (`types: []`) already refuses Node and the DOM; these are in the language itself.
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const members = { Date: ['now'], Math: ['random'] };
const names = ['globalThis', 'Intl', 'eval', 'Function'];
const localeMethods = /^(localeCompare|toLocale\w*)$/;

const faults = [];
for (const file of readdirSync('src', { recursive: true })) {
  if (!file.endsWith('.ts') || file.startsWith('cli/')) continue;
  const source = ts.createSourceFile(file, readFileSync(`src/${file}`, 'utf8'), ts.ScriptTarget.ES2023, true);
  const report = (node, what) => {
    const { line, character } = source.getLineAndCharacterOfPosition(node.getStart());
    faults.push(`src/${file}:${line + 1}:${character + 1}: ${what} is not pure; take it as an argument`);
  };
  const visit = (node) => {
    if (ts.isPropertyAccessExpression(node)) {
      if (members[node.expression.getText()]?.includes(node.name.text)) report(node, node.getText());
      if (localeMethods.test(node.name.text)) report(node, node.name.text);
    }
    if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length)
      report(node, 'new Date()');
    if (ts.isCallExpression(node) && node.expression.getText() === 'Date') report(node, 'Date()');
    if (ts.isIdentifier(node) && names.includes(node.text) && !ts.isPropertyAccessExpression(node.parent))
      report(node, node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
