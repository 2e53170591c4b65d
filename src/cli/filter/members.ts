/** Members that several requests have. Each `error` says what is required, and becomes the sentence of the finding. */
import * as z from 'zod/mini';
import { type Platform, platforms } from '../../libreswan/platform.ts';

type Schema<T> = z.ZodMiniType<T>;

const error = (what: string): { readonly error: string } => ({ error: `must be ${what}` });

export const anyText = (what: string): Schema<string> => z.string(error(what));

export const wholeNumber = (what: string, from: number, to: number): Schema<number> =>
  z.number(error(what)).check(z.int(error(what)), z.gte(from, error(what)), z.lte(to, error(what)));

export function oneOf<const T extends string>(...words: readonly T[]): z.ZodMiniEnum<{ readonly [K in T]: K }> {
  return z.enum(words, error(words.join(' or ')));
}

/** PEM text where the command line takes a path; nothing of a request names a file. */
export const inventory: z.ZodMiniOptional<Schema<Record<string, unknown>>> = z.optional(
  z.record(z.string(), z.unknown(), error('an inventory, with PEM text in place of paths')),
);

export const release: Schema<string> = anyText('a release such as "4.10", in quotes');
export const releaseOrRange: Schema<string> = anyText('a release or range such as "4.3..5.2", in quotes');
export const days: Schema<number> = wholeNumber('a whole number of days', 0, 99_999);
export const family: Schema<'ipv4' | 'ipv6'> = oneOf('ipv4', 'ipv6');
export const platform: Schema<Platform> = oneOf(...platforms);
