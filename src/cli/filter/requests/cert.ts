import { webcrypto } from 'node:crypto';
import * as z from 'zod/mini';
import { toUtf8 } from '../../../bytes/utf8.ts';
import { webCryptoVerifier } from '../../../x509/verifier.ts';
import { certificateEntries, jsonEntry, releasesOf } from '../../certificate-entries.ts';
import { publicIn } from '../../identity-source.ts';
import type { Passwords } from '../../password.ts';
import { anyText, days, releaseOrRange } from '../members.ts';
import { type FilterRequest, filterRequest } from '../request.ts';

const noPassword: Passwords = { given: () => undefined, ask: async () => undefined };

/** As `swanmesh cert --json`. */
export const cert: FilterRequest = filterRequest(
  'cert',
  'certificates as libreswan and NSS see them',
  z.object({
    certificates: anyText('certificates in PEM'),
    issuer: z.optional(anyText('the certificates of the authority in PEM')),
    libreswan: z.optional(releaseOrRange),
    expiryWarning: z.optional(days),
  }),
  async ({ certificates, issuer, libreswan, expiryWarning = 30 }, { now }) => {
    const file = await publicIn('certificates', toUtf8(certificates), noPassword);
    const authorities = issuer === undefined ? undefined : await publicIn('issuer', toUtf8(issuer), noPassword);
    const entries = await certificateEntries([file], {
      ...(authorities === undefined ? {} : { authorities }),
      ...releasesOf(libreswan),
      expiryWarning,
      now,
      verifier: webCryptoVerifier(webcrypto.subtle),
    });
    return {
      answer: { certificates: entries.map(jsonEntry) },
      findings: entries.flatMap(({ findings }) => findings),
    };
  },
);
