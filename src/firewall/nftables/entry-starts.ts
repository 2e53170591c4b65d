/** Where each entry of `{"nftables": [ … ]}` begins: an offset for each. Of a text that is no such JSON it may give anything. */
export function entryStarts(text: string): readonly number[] {
  const starts: number[] = [];
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === '{' && depth === 2) starts.push(index);
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
  }
  return starts;
}
