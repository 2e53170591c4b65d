/** Subjects of large clusters, of shapes that make it hard to find those that admit another. */
import type { Name, NameAttribute } from '../../src/x509/name.ts';
import { attributeOf } from './name-der.ts';

const shapes = {
  ordinary: (i: number) => ['O=system:nodes', `CN=system:node:${i}`],
  'all but one alike': (i: number) => [...upTo(20).map((k) => `OU=${k}`), `CN=${i}`],
  'halves of sixteen, none in another': (i: number) => half(i).map((k) => `OU=${k}`),
  chains: (i: number) => upTo(1 + (i % 40)).map((k) => `OU=${Math.floor(i / 40)}-${k}`),
  'one chain': (i: number) => upTo(1 + (i % 40)).map((k) => `OU=${k}`),
} as const satisfies Readonly<Record<string, (i: number) => readonly string[]>>;

export type SubjectShape = keyof typeof shapes;

export const subjectShapes = Object.keys(shapes) as readonly SubjectShape[];

/** The subjects of `count` hosts; 12,870 at most for the halves. Only the attributes are there, no encoding of the whole. */
export function subjectsOf(shape: SubjectShape, count: number): readonly Name[] {
  const known = new Map<string, NameAttribute>();
  const attribute = (text: string): NameAttribute => {
    const [key = '', value = ''] = text.split('=');
    const made = known.get(text) ?? attributeOf([key, value]);
    known.set(text, made);
    return made;
  };
  return upTo(count).map((i) => ({
    rdns: shapes[shape](i).map((text) => [attribute(text)]),
    der: new Uint8Array(),
    derHex: '',
  }));
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** A set of 8 numbers below 16, another for each i below 12,870: the i-th in the order of their bits. */
function half(i: number): readonly number[] {
  const found: number[] = [];
  let rest = i;
  let need = 8;
  for (let bit = 15; bit >= 0 && need > 0; bit -= 1) {
    const without = choose(bit, need);
    if (rest >= without) {
      rest -= without;
      found.push(bit);
      need -= 1;
    }
  }
  return found;
}

function choose(n: number, k: number): number {
  let count = 1;
  for (let i = 0; i < k; i += 1) count = (count * (n - i)) / (i + 1);
  return Math.max(0, count);
}
