import type { NftChain, NftExpression, NftNamedSet, NftRule, NftTable, NftValue } from './ast.ts';

/**
 * The table as a file for `nft -f`, which takes it all or nothing: the table is made if missing, deleted and made anew,
 * so that loading replaces it and touches no other.
 *
 * @see nft(8), “atomic rule replacement”
 */
export function printNftTable(table: NftTable): string {
  const name = `${table.family} ${table.name}`;
  const blocks = [...table.sets.map(printSet), ...table.chains.map(printChain)];
  return `table ${name}\ndelete table ${name}\ntable ${name} {\n${blocks.join('\n')}}\n`;
}

function printSet({ name, type, elements }: NftNamedSet): string {
  const list = elements.length === 0 ? '' : `\t\telements = { ${elements.map(printValue).join(', ')} }\n`;
  return `\tset ${name} {\n\t\ttype ${type}\n${list}\t}\n`;
}

function printChain({ name, hook, rules }: NftChain): string {
  const head =
    hook === undefined
      ? ''
      : `\t\ttype ${hook.type} hook ${hook.hook} priority ${hook.priority}; policy ${hook.policy};\n`;
  return `\tchain ${name} {\n${head}${rules.map((rule) => `\t\t${printNftRule(rule)}\n`).join('')}\t}\n`;
}

/**
 * One rule as nft writes it.
 *
 * @example printNftRule({ expressions: [{ kind: 'match', key: 'meta l4proto', negated: false, values: [{ kind: 'one', text: 'esp' }] }, { kind: 'verdict', verdict: 'accept' }] })
 * // 'meta l4proto esp accept'
 */
export function printNftRule(rule: NftRule): string {
  return rule.expressions.map(printExpression).join(' ');
}

function printExpression(expression: NftExpression): string {
  switch (expression.kind) {
    case 'match': {
      const { key, negated, values } = expression;
      const operator = negated ? '!= ' : key.includes('&') ? '== ' : '';
      if (values.length === 1 && values[0] !== undefined) return `${key} ${operator}${printRight(key, values[0])}`;
      return `${key} ${operator}{ ${values.map((value) => printRight(key, value)).join(', ')} }`;
    }
    case 'verdict':
      return expression.target === undefined ? expression.verdict : `${expression.verdict} ${expression.target}`;
    case 'vmap': {
      const entries = expression.entries.flatMap(({ values, verdict }) =>
        values.map((value) => `${printRight(expression.key, value)} : ${printExpression(verdict)}`),
      );
      return `${expression.key} vmap { ${entries.join(', ')} }`;
    }
    case 'set':
      return `${expression.key} set ${expression.value}`;
    case 'passive':
    case 'unknown':
      return expression.text;
  }
}

function printRight(key: string, value: NftValue): string {
  return /ifname$/.test(key) && value.kind === 'one' ? `"${value.text}"` : printValue(value);
}

function printValue(value: NftValue): string {
  switch (value.kind) {
    case 'one':
      return value.text;
    case 'range':
      return `${value.from}-${value.to}`;
    case 'set':
      return `@${value.name}`;
  }
}
