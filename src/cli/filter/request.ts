/** What a request of `swanmesh filter` is: a word, the members that it takes, and a function that answers it. */
import type * as z from 'zod/mini';
import type { Cluster } from '../../cluster.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Source } from '../findings.ts';

/** A cluster with what was found in its inventory; `cluster` is absent where that is an error. */
export interface AskedCluster {
  readonly cluster?: Cluster;
  readonly findings: readonly Diagnostic[];
  /** The file, of the inventory that the call names. */
  readonly source?: Source;
}

/** What a request can know beside its own members. */
export interface FilterWorld {
  readonly now: Date;
  /** The cluster of a request's own inventory; of the one that the call names where the request has none. */
  readonly clusterOf: (inventory: unknown) => Promise<AskedCluster>;
}

/** The answer to a request. */
export interface Answered {
  readonly answer?: Readonly<Record<string, unknown>>;
  /** Members of the answer that are given byte for byte: files that were asked for. */
  readonly exact?: Readonly<Record<string, unknown>>;
  readonly findings: readonly Diagnostic[];
  readonly source?: Source;
}

/** A request that the filter answers: a file in `requests/`, and a line in its index. */
export interface FilterRequest {
  readonly name: string;
  /** What the answer is, in a few words, for the schema. */
  readonly about: string;
  /** The members beside `id` and `request`. */
  readonly schema: z.ZodMiniType & { readonly shape: Readonly<Record<string, z.ZodMiniType>> };
  /** Reads the members and answers; a {@link z.core.$ZodIssue} list where they are not as the schema says. */
  readonly ask: (
    members: unknown,
  ) =>
    | { readonly issues: readonly z.core.$ZodIssue[] }
    | { readonly answer: (world: FilterWorld) => Promise<Answered> };
}

/** Puts a request together. */
export function filterRequest<Shape extends Readonly<Record<string, z.ZodMiniType>>>(
  name: string,
  about: string,
  schema: z.ZodMiniObject<Shape>,
  answer: (asked: z.output<z.ZodMiniObject<Shape>>, world: FilterWorld) => Promise<Answered>,
): FilterRequest {
  return {
    name,
    about,
    schema,
    ask: (members) => {
      const read = schema.safeParse(members);
      return read.success ? { answer: (world) => answer(read.data, world) } : { issues: read.error.issues };
    },
  };
}
