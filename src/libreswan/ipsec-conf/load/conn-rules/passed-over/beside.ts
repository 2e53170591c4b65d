/** What another setting of the conn makes pointless, or what is missing beside it. */
import { findKeyword } from '../../../../keyword/keyword.ts';
import { choiceMeaning } from '../../../../keyword/value/choice.ts';
import type { Release } from '../../../../release.ts';
import type { ResolvedConn } from '../../resolved.ts';
import { isKeyWord, keyNames } from '../keys.ts';
import { isTcp } from '../numbers.ts';
import { ikeVersionOf, isOn, neverNegotiates, type Rule } from '../rule.ts';
import { bothSides, type PassedOver, passedOver } from './row.ts';

function has(conn: ResolvedConn, ...keywords: readonly string[]): boolean {
  return keywords.every((keyword) => conn.settings.get(keyword) !== undefined);
}

/** Whether pluto makes something of a list of classes for one conn; none is nothing. */
function isDebugList(list: string, release: Release): boolean {
  const row = findKeyword('setup', 'plutodebug')?.row;
  const words = list.split(/[, ]+/).filter((word) => word !== '');
  const isClass = (word: string): boolean =>
    row !== undefined && word !== 'none' && choiceMeaning(row, word.replace(/^no-/, ''), release) !== undefined;
  return words.length > 0 && words.every(isClass);
}

/** Of which end a setting is. */
function sideOf(keyword: string): 'left' | 'right' {
  return keyword.startsWith('left') ? 'left' : 'right';
}

const rows: readonly PassedOver[] = [
  // lib/libipsecconf/starterwhack.c at v4.3 and v4.10.
  {
    keywords: ['dpdaction'],
    since: '4.0',
    until: '4.10',
    holds: (conn) => !has(conn, 'dpddelay', 'dpdtimeout'),
    because: 'without dpddelay= and dpdtimeout=',
  },
  {
    keywords: ['dpdaction'],
    since: '4.10',
    until: '5.0',
    holds: (conn, _, release) => ikeVersionOf(conn, release) === 2 && !has(conn, 'dpddelay'),
    because: 'without dpddelay=',
  },
  {
    keywords: ['dpddelay', 'dpdtimeout', 'dpdaction'],
    since: '4.10',
    until: '5.0',
    holds: (conn, _, release) => ikeVersionOf(conn, release) === 1 && !has(conn, 'dpddelay', 'dpdtimeout'),
    because: 'with IKEv1 unless dpddelay= and dpdtimeout= are both written',
  },
  {
    keywords: ['dpddelay', 'dpdtimeout'],
    since: '5.0',
    holds: (conn, _, release) =>
      ikeVersionOf(conn, release) === 1 && !neverNegotiates(conn) && !has(conn, 'dpddelay', 'dpdtimeout'),
    because: 'with IKEv1 unless dpddelay= and dpdtimeout= are both written',
  },
  {
    keywords: ['dpdaction'],
    since: '4.0',
    until: '5.0',
    holds: (conn, { value }) => value === 'restart' && conn.settings.get('rekey')?.value === 'no',
    because: 'beyond hold beside rekey=no',
  },
  {
    keywords: ['send-redirect'],
    since: '4.3',
    holds: (conn, { value }, release) =>
      value === 'yes' && ikeVersionOf(conn, release) === 2 && !has(conn, 'redirect-to'),
    because: 'without redirect-to=',
  },
  {
    keywords: ['redirect-to'],
    since: '5.2',
    holds: (conn, _, release) =>
      conn.settings.get('send-redirect')?.value === 'no' && ikeVersionOf(conn, release) === 2,
    because: 'beside send-redirect=no',
  },
  // programs/pluto/connections.c at v5.2 and v5.3, extract.c at v5.4.
  {
    keywords: ['tcp-remoteport'],
    since: '5.2',
    holds: (conn) => !isTcp(conn),
    because: 'without enable-tcp=yes',
  },
  {
    keywords: ['iptfs-fragmentation'],
    since: '5.2',
    holds: (conn) => !isOn(conn, 'iptfs') && !neverNegotiates(conn),
    because: 'without iptfs=yes',
  },
  {
    keywords: ['esn'],
    since: '5.2',
    holds: (conn, { value }) =>
      conn.settings.get('replay-window')?.value === '0' &&
      (value === 'yes' || value === 'either') &&
      !neverNegotiates(conn),
    because: 'beside replay-window=0, which needs esn=no',
  },
  {
    keywords: ['mark'],
    since: '4.3',
    holds: (conn) => (has(conn, 'mark-in') || has(conn, 'mark-out')) && !neverNegotiates(conn),
    because: 'in a direction that mark-in= or mark-out= names too',
  },
  {
    keywords: ['keyingtries'],
    since: '5.2',
    until: '5.3',
    holds: (conn) => !neverNegotiates(conn),
    because: 'since a conn that is up is negotiated for ever',
    hint: 'take the line out',
  },
  // The numbers that 5.3 refuses.
  {
    keywords: ['reqid'],
    since: '4.3',
    until: '5.3',
    holds: (_, { value }) => value !== undefined && !(Number(value) >= 1 && Number(value) <= 16_383),
    because: 'outside 1 to 16383',
  },
  {
    keywords: bothSides('ikeport'),
    since: '4.3',
    until: '5.3',
    // Of a number beyond 32 bits the rest counts.
    holds: (_, { value }) => value !== undefined && Number(value) % 2 ** 32 > 65_535,
    because: 'above 65535',
  },
  // Certificate, key and identifier of one end.
  {
    keywords: bothSides('ckaid', ...keyNames),
    since: '5.0',
    holds: (conn, { keyword, value = '' }, release) =>
      has(conn, `${sideOf(keyword)}cert`) && (keyword.endsWith('ckaid') || !isKeyWord(value, release)),
    because: 'beside the certificate of that end',
  },
  {
    keywords: bothSides('ckaid'),
    since: '4.3',
    holds: (conn, { keyword }, release) => {
      const side = sideOf(keyword);
      return keyNames.some((name) => {
        const value = conn.settings.get(`${side}${name}`)?.value;
        return value !== undefined && !isKeyWord(value, release);
      });
    },
    because: 'beside a key of that end',
  },
  {
    keywords: bothSides(...keyNames),
    since: '4.3',
    until: '5.0',
    holds: (conn, { keyword, value }, release) =>
      value !== undefined && !isKeyWord(value, release) && has(conn, `${sideOf(keyword)}cert`),
    because: 'beside the certificate of that end',
  },
  {
    keywords: bothSides('interface-ip'),
    since: '4.0',
    until: '5.0',
    holds: (conn, { keyword }) => has(conn, `${sideOf(keyword)}sourceip`),
    because: 'beside sourceip=',
  },
  {
    keywords: bothSides('ckaid'),
    since: '4.3',
    until: '5.0',
    holds: (_, { value }) => value === '',
    because: 'where it is empty',
  },
  {
    keywords: ['plutodebug'],
    since: '5.3',
    holds: (_, { line }, release) => !isDebugList(line.value, release),
    because: 'with a word that is no class of debugging',
  },
  {
    keywords: ['vti-interface'],
    since: '5.2',
    holds: (conn, { value = '' }) => value.length >= 16 && !neverNegotiates(conn),
    because: 'beyond its 15th character',
  },
];

/** What stands beside something that rules it out. */
export const besideOthers: Rule = passedOver(rows);
