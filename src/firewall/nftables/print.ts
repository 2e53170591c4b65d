import type {
  NftChain,
  NftEntries,
  NftExpression,
  NftLeft,
  NftMarkSet,
  NftNamedSet,
  NftNat,
  NftRule,
  NftTable,
  NftValue,
} from './ast.ts';

/**
 * The table as a file for `nft -f`, which takes it all or nothing: the table is made if missing, deleted and created again,
 * so that loading replaces it and touches no other.
 *
 * @see nft(8), “atomic rule replacement”
 */
export function printNftTable(table: NftTable): string {
  const name = `${table.family} ${table.name}`;
  const blocks = [...table.sets.map(printSet), ...table.chains.map(printChain)];
  return `table ${name}\ndelete table ${name}\ntable ${name} {\n${blocks.join('\n')}}\n`;
}

function printSet({ name, type, elements = [] }: NftNamedSet): string {
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
      const { key, negated, values, flags } = expression;
      const left = printLeft(expression);
      const operator = negated ? '!= ' : flags === 'none' ? '! ' : left.includes('&') ? '== ' : '';
      if (values.length === 1 && values[0] !== undefined) return `${left} ${operator}${printRight(key, values[0])}`;
      return `${left} ${operator}{ ${values.map((value) => printRight(key, value)).join(', ')} }`;
    }
    case 'verdict':
      return expression.target === undefined ? expression.verdict : `${expression.verdict} ${expression.target}`;
    case 'vmap':
      return `${printLeft(expression)} vmap ${printEntries(expression.key, expression.entries, printExpression)}`;
    case 'set':
      return `${expression.key} set ${expression.value}`;
    case 'mark':
      return `${expression.of === 'packet' ? 'meta' : 'ct'} mark set ${printMark(expression.to)}`;
    case 'nat': {
      const { verb, address, port } = expression;
      if (address === undefined && port === undefined) return verb;
      return `${verb} to ${printData(address)}${port === undefined ? '' : `:${printData(port)}`}`;
    }
    case 'update':
      return `update @${expression.set}`;
    case 'xt':
      return `xt ${expression.name}`;
    case 'passive':
    case 'unknown':
      return expression.text;
  }
}

function printLeft({ key, mask }: NftLeft): string {
  return mask === undefined ? key : `${key} & 0x${mask.toString(16)}`;
}

function printEntries<D>(key: string, entries: NftEntries<D>, print: (data: D) => string): string {
  if ('named' in entries) return `@${entries.named}`;
  const list = entries.flatMap(({ values, data }) =>
    values.map((value) => `${printRight(key, value)} : ${print(data)}`),
  );
  return `{ ${list.join(', ')} }`;
}

function printData(data: NftNat['address']): string {
  if (data === undefined) return '';
  if (data === 'unknown') return '?';
  if (data.kind !== 'lookup') return printValue(data);
  return `${printLeft(data)} map ${printEntries(data.key, data.entries, printValue)}`;
}

function printMark(to: NftMarkSet['to']): string {
  if (to === 'unknown' || 'kind' in to) return printData(to);
  const hex = (number: number) => `0x${(number >>> 0).toString(16)}`;
  const term = (name: string, mask: number) =>
    mask === 0 ? [] : [mask === 0xffffffff ? `${name} mark` : `${name} mark and ${hex(mask)}`];
  const terms = [...term('meta', to.packet), ...term('ct', to.connection)];
  return [...terms, ...(to.value === 0 && terms.length > 0 ? [] : [hex(to.value)])].join(' xor ');
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
    case 'concat':
      return value.parts.map(printValue).join(' . ');
    case 'combined':
      return value.texts.join(' | ');
    case 'any':
      return '*';
    case 'limited':
      return printValue(value.value);
  }
}
