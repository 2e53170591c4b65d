import { toHex } from '../bytes/hex.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import type { Name, NameAttribute } from './name.ts';

/**
 * A name for people: in the order of the encoding, `, ` between RDNs, ` + ` inside one, OpenSSL's short names, what is
 * special escaped as in RFC 4514 and everything unseen as `\XX`. It holds no control character and no line end. Not an ID for
 * libreswan: that is `identityText`.
 *
 * @example nameText(certificate.subject) // 'O=system:nodes, CN=system:node:a'
 * @see RFC 4514 §2.4
 */
export function nameText(name: Name): string {
  return name.rdns.map((rdn) => rdn.map(attributeText).join(' + ')).join(', ');
}

function attributeText({ name, value, der }: NameAttribute): string {
  return `${name}=${value === undefined ? `#${toHex(der)}` : escapeValue(value)}`;
}

const special = /[",+;<>\\]/g;
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escapeValue(value: string): string {
  return value
    .replace(special, '\\$&')
    .replace(/(?<!^) $/, '\\ ')
    .replace(/^[ #]/, '\\$&')
    .replace(unseen, (character) => toHex(toUtf8(character)).replace(/../g, '\\$&'));
}
