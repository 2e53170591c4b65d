/** Subjects that every release of libreswan reads back as the same ID. */
import { shown } from '../bytes/shown.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import { tags } from '../x509/der.ts';
import { derOf, derOid, derSequence } from '../x509/write-der.ts';

/** A subject of at most three attributes, in this order: what every release reads back as the same ID. */
export interface PlainSubject {
  readonly organization?: string;
  readonly organizationalUnit?: string;
  readonly commonName: string;
}

const control = /[\p{Cc}\p{Cs}\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;

/** `pki/bad-subject`. @see RFC 5280 appendix A.1: at most 64 characters each */
export function checkSubject({ organization, organizationalUnit, commonName }: PlainSubject, at: Place): Diagnostic[] {
  return [organization, organizationalUnit, commonName].flatMap((value) =>
    value === undefined ||
    (value.length > 0 && value.length <= 64 && value !== '*' && value === value.trim() && !control.test(value))
      ? []
      : [
          diagnostic(
            'pki/bad-subject',
            at,
            `a part of a subject must be 1 to 64 characters without controls and without blanks at its ends, and not a lone star: ${shown(value)}`,
          ),
        ],
  );
}

/** A name in DER: PrintableString where the text allows it, as OpenSSL writes, else UTF8String. */
export function nameOf({ organization, organizationalUnit, commonName }: PlainSubject): Uint8Array {
  const attribute = (oid: string, value: string | undefined): Uint8Array[] =>
    value === undefined ? [] : [derOf(tags.set, derSequence(derOid(oid), textOf(value)))];
  return derSequence(
    ...attribute('2.5.4.10', organization),
    ...attribute('2.5.4.11', organizationalUnit),
    ...attribute('2.5.4.3', commonName),
  );
}

function textOf(value: string): Uint8Array {
  const isPrintable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value);
  return derOf(isPrintable ? tags.printableString : tags.utf8String, toUtf8(value));
}
