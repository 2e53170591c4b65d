/** Asks a verifier about the signatures of certificates, so that everything after it needs no waiting. */
import type { Certificate } from './certificate.ts';
import { mayHaveIssued } from './issued-by.ts';
import { maySignList } from './revocation/may-sign-list.ts';
import type { RevocationList } from './revocation/revocation-list.ts';
import {
  isSelfIssued,
  type SignatureAnswer,
  type SignatureVerifier,
  type Signed,
  signatureQuestion,
} from './signature.ts';

/** Whether a certificate or a revocation list was signed by the key of a certificate; `not-asked` where nobody asked. */
export type SignatureAnswers = (
  signed: Pick<Certificate, 'der' | 'signatureAlgorithm' | 'fingerprintSha256'>,
  issuer: Certificate,
) => SignatureAnswer | 'not-asked';

/** More questions than this are not asked: certificates that all bear one name could make millions. */
const maxQuestions = 50_000;
/** So many are with the verifier at a time. */
const atOnce = 256;

/**
 * Asks for each certificate whether the authorities among them that have its issuer's name signed it. A root is asked for
 * its own key first. The same question is asked once, however often the certificates are there.
 *
 * @param certificates hosts' and authorities' certificates, in any order
 * @param lists revocation lists of these authorities
 *
 * @example
 * const signatures = await checkSignatures([host, ca], webCryptoVerifier(crypto.subtle));
 * const usages = usageProfiles(['5.2']);
 * judgeCertificates({ hosts: [{ certificate: host }], authorities: [{ certificate: ca }] }, { now, usages, signatures }).hosts // [[]]
 */
export async function checkSignatures(
  certificates: readonly Certificate[],
  verifier: SignatureVerifier,
  lists: readonly RevocationList[] = [],
): Promise<SignatureAnswers> {
  const unique = [...new Map(certificates.map((one) => [one.fingerprintSha256, one])).values()];
  const bySubject = new Map<string, Certificate[]>();
  for (const one of unique) {
    const others = bySubject.get(one.subject.derHex) ?? [];
    others.push(one);
    bySubject.set(one.subject.derHex, others);
  }
  const pairs: { readonly signed: Signed; readonly issuer: Certificate }[] = [];
  for (const list of new Map(lists.map((one) => [one.fingerprintSha256, one])).values())
    for (const issuer of bySubject.get(list.issuer.derHex) ?? [])
      if (pairs.length < maxQuestions && maySignList(issuer, list)) pairs.push({ signed: list, issuer });
  // Whether a root was signed by another of its name matters least.
  for (const ofRoots of [false, true])
    for (const certificate of unique)
      for (const issuer of bySubject.get(certificate.issuer.derHex) ?? []) {
        if (pairs.length >= maxQuestions) break;
        const isForeign = isSelfIssued(certificate) && certificate !== issuer;
        if (isForeign === ofRoots && mayHaveIssued(issuer, certificate)) pairs.push({ signed: certificate, issuer });
      }
  const answers = new Map<string, SignatureAnswer>();
  for (let i = 0; i < pairs.length; i += atOnce) {
    const some = pairs.slice(i, i + atOnce);
    const said = await Promise.all(some.map(({ signed, issuer }) => ask(signed, issuer, verifier)));
    for (const [k, { signed, issuer }] of some.entries())
      answers.set(keyOf(signed, issuer), said[k] as SignatureAnswer);
  }
  return (signed, issuer) => answers.get(keyOf(signed, issuer)) ?? 'not-asked';
}

function ask(signed: Signed, issuer: Certificate, verifier: SignatureVerifier): Promise<SignatureAnswer> {
  const question = signatureQuestion(signed, issuer);
  return question === undefined ? Promise.resolve('invalid') : verifier.verify(question);
}

function keyOf(signed: Signed, issuer: Certificate): string {
  return `${signed.fingerprintSha256} ${issuer.fingerprintSha256}`;
}
