/**
 * Patterns for the JSON Schema, in the part of regular expressions that ECMAScript, Python and Go share: no lookaround,
 * no `\d` (Python's has every script's digits), no `\u`.
 */
import type { Family } from '../net/address.ts';

const octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const v4 = `${octet}(\\.${octet}){3}`;
const group = '[0-9A-Fa-f]{1,4}';

/** Every way to shorten an address of eight groups: `::` after none to seven of them, and as many behind as fit. */
const shortened = [0, 1, 2, 3, 4, 5, 6, 7].map((before) => {
  const left = before === 0 ? '' : `${group}(:${group}){${before - 1}}`;
  const most = 7 - before;
  const right = most === 0 ? '' : `(${group}(:${group}){0,${most - 1}})?`;
  return `${left}::${right}`;
});

/** Addresses with an IPv4 tail are left out: those mapped from IPv4 are refused, and nobody writes the others. */
const v6 = `((${group}:){7}${group}|${shortened.join('|')})`;

/** Addresses without zone or prefix length. */
export const addressPattern: Readonly<Record<Family, string>> = { ipv4: `^${v4}$`, ipv6: `^${v6}$` };

const prefix = `(${v4}(/(3[0-2]|[12]?[0-9]))?|${v6}(/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))?)`;

/** An address, or a prefix with its length; whether the host bits are zero takes arithmetic. */
export const prefixPattern: string = `^${prefix}$`;

/** An entry of a policy group: a prefix, alone or with protocol, source port and destination port. */
export const targetPattern: string = `^[ \\t]*${prefix}([ \\t]+[A-Za-z0-9-]+[ \\t]+[A-Za-z0-9-]+[ \\t]+[A-Za-z0-9-]+)?[ \\t]*$`;

const release = '[0-9]{1,3}\\.[0-9]{1,3}(\\.[0-9]{1,3})?';

/** A release of libreswan, or a range of two. */
export const releasePattern: string = `^${release}(\\.\\.${release})?$`;
