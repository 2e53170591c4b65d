/** Small readers for JSON of which nothing is known. */

export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textIn(value: Json, key: string): string | undefined {
  const found = value[key];
  return typeof found === 'string' ? found : undefined;
}

/** The only key of an object such as `{"accept": null}`, and what it has. */
export function onlyEntry(value: unknown): readonly [string, unknown] | undefined {
  return isRecord(value) ? Object.entries(value)[0] : undefined;
}

/** Text, number or boolean as nft writes it. */
export function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return `${value}`;
  // `meta ipsec`, `exthdr` and `fib … oif` are there or not.
  return typeof value === 'boolean' ? (value ? 'exists' : 'missing') : undefined;
}
