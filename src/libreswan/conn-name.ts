import { shown } from '../bytes/shown.ts';
import { diagnostic, failed, ok, type Place, type Result, valueAt } from '../diagnostics/diagnostic.ts';

declare const connNameBrand: unique symbol;

/** The name of a conn that every release and every tool beside it reads alike. Only {@link readConnName} makes one. */
export type ConnName = string & { readonly [connNameBrand]: true };

/**
 * The same text as a {@link ConnName}: a letter or `_`, then letters, digits, `.`, `_` and `-`.
 *
 * libreswan itself takes nearly anything, but a name of digits alone loses the whole file up to 4.15, and `#`, `[`, `/`,
 * `=` and `*` clash with the names of instances (`private#10.0.0.0/8`, `road[1]`) and of policy files.
 *
 * Fails with `libreswan/conn-name`.
 *
 * @example readConnName('node-1.example.com', at) // ok
 * @see libreswan `lib/libipsecconf/parser.lex` (4.10), the rules of state USERDEF
 */
export function readConnName(text: string, at: Place = valueAt()): Result<ConnName> {
  if (isConnName(text)) return ok(text);
  return failed(
    diagnostic(
      'libreswan/conn-name',
      at,
      `the name of a conn must match [A-Za-z_][A-Za-z0-9._-]*, not ${shown(text)}`,
      {
        hint: 'put "n-" before a name that starts with a digit, and "-" for every other character',
      },
    ),
  );
}

/** Whether the text is a {@link ConnName}. */
export function isConnName(text: string): text is ConnName {
  return /^[A-Za-z_][A-Za-z0-9._-]*$/.test(text);
}
