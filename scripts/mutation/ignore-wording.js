/**
 * Wording is no behaviour: what `diagnostic()` says, and its hint, may change without a test that fails. That each is said at all
 * is seen in `test/golden/messages.txt`.
 */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

const words = new Set(['StringLiteral', 'TemplateLiteral']);

function isWording({ node, parent, key, parentPath }) {
  if (!words.has(node.type) || parent === undefined || parent === null) return false;
  if (parent.type === 'CallExpression') return parent.callee.name === 'diagnostic' && key === 2;
  const isHint = parent.type === 'ObjectProperty' && key === 'value' && ['hint', 'message'].includes(parent.key.name);
  return isHint && parentPath?.parent?.type === 'ObjectExpression';
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'wording', {
    shouldIgnore: (path) => (isWording(path) ? 'wording' : undefined),
  }),
];
