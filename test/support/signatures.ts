import { createPublicKey, verify } from 'node:crypto';
import type { SignatureAnswers } from '../../src/x509/check-signatures.ts';
import { signatureQuestion } from '../../src/x509/signature.ts';

/** The answers of Node's own crypto, which does not wait. */
export const nodeSignatures: SignatureAnswers = (certificate, issuer) => {
  const question = signatureQuestion(certificate, issuer);
  if (question === undefined) return 'invalid';
  const key = createPublicKey({ key: Buffer.from(question.spki), format: 'der', type: 'spki' });
  const hash = /sha(1|256|384|512)/i.exec(question.algorithm)?.[0].toLowerCase();
  return hash !== undefined && verify(hash, question.data, key, question.signature) ? 'valid' : 'invalid';
};
