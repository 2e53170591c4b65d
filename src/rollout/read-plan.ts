/** A plan that was saved, read back. What it says is pasted into shells by people, so nothing that is not a plan passes. */
import { diagnostic, failed, ok, type Result, textAt } from '../diagnostics/diagnostic.ts';
import type { RolloutPlan } from './plan.ts';

/**
 * Reads a saved plan.
 *
 * Fails with `rollout/unreadable-plan`.
 *
 * @param file its name, for findings
 * @example readPlan(JSON.stringify(plan), 'plan.json').kind // 'ok'
 */
export function readPlan(text: string, file: string): Result<RolloutPlan> {
  const refuse = (what: string): Result<RolloutPlan> =>
    failed(
      diagnostic(
        'rollout/unreadable-plan',
        textAt(file, 1, 1),
        `the file must be a plan that swanmesh rollout --out wrote: ${what}`,
        {
          hint: 'plan again, from what the hosts have now',
        },
      ),
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('it is no JSON');
  }
  const fault = faultOf(value, planShape, 'plan');
  return fault === undefined ? ok(value as RolloutPlan) : refuse(fault);
}

type Shape =
  | 'text'
  | 'number'
  | 'any'
  | readonly [Shape]
  | { readonly record: Shape }
  | { readonly object: Readonly<Record<string, Shape>>; readonly optional?: readonly string[] };

const step: Shape = { object: { host: 'text', peer: 'text', commands: ['text'] }, optional: ['peer'] };
const observation: Shape = {
  object: {
    kind: 'text',
    host: 'text',
    conns: ['text'],
    peer: 'text',
    address: 'text',
    sha256: 'any',
    release: 'text',
    digest: 'text',
    peers: ['text'],
  },
  optional: ['conns', 'peer', 'address', 'sha256', 'release', 'digest', 'peers'],
};
const harm: Shape = {
  object: { harm: 'text', pairs: 'number', examples: [['text']], seconds: 'number', why: 'text' },
};
const planShape: Shape = {
  object: {
    version: 'number',
    cluster: 'text',
    changes: ['text'],
    worst: {
      object: {
        cut: 'number',
        clearAgain: 'number',
        negotiations: 'number',
        handOvers: 'number',
        seconds: 'number',
        stage: 'number',
        why: 'text',
      },
    },
    stages: [
      {
        object: {
          number: 'number',
          kind: 'text',
          title: 'text',
          why: 'text',
          batches: [[step]],
          harm: [harm],
          inClear: 'number',
          gate: [observation],
          back: [step],
          restart: 'text',
        },
      },
    ],
    proof: {
      object: {
        orders: 'number',
        states: 'number',
        how: 'text',
        properties: ['text'],
        violations: [{ object: { property: 'text', fault: 'text', path: ['text'] } }],
      },
    },
    advice: ['text'],
    pairs: 'number',
    digests: {
      record: { object: { before: 'text', between: 'text', after: 'text' }, optional: ['before', 'between', 'after'] },
    },
  },
};

/** What is wrong with a value, in words; `undefined` where it has the shape. */
function faultOf(value: unknown, shape: Shape, name: string): string | undefined {
  if (shape === 'any') return undefined;
  if (shape === 'text') return typeof value === 'string' ? undefined : `${name} must be a text`;
  if (shape === 'number')
    return typeof value === 'number' && Number.isFinite(value) ? undefined : `${name} must be a number`;
  if (isList(shape)) {
    if (!Array.isArray(value)) return `${name} must be a list`;
    return firstOf(value.map((each, i) => () => faultOf(each, shape[0], `${name}[${i}]`)));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${name} must be an object`;
  if ('record' in shape)
    return firstOf(Object.values(value).map((each) => () => faultOf(each, shape.record, `${name}.…`)));
  const { object, optional = [] } = shape;
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(object, key));
  if (unknown !== undefined) return `${name} has something that no plan has`;
  return firstOf(
    Object.entries(object).map(([key, inner]) => () => {
      const own: unknown = Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
      if (own === undefined) return optional.includes(key) ? undefined : `${name}.${key} is missing`;
      return faultOf(own, inner, `${name}.${key}`);
    }),
  );
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const fault = check();
    if (fault !== undefined) return fault;
  }
  return undefined;
}
