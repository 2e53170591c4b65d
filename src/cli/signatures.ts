import { webcrypto } from 'node:crypto';
import type { Cluster } from '../cluster.ts';
import type { HostState } from '../explain/traffic-state.ts';
import { checkSignatures, type SignatureAnswers } from '../x509/check-signatures.ts';
import { webCryptoVerifier } from '../x509/verifier.ts';

/** The signatures of all certificates that a cluster has, and of those that were gathered from hosts. */
export async function signaturesOf(
  cluster: Cluster | undefined,
  hosts: readonly HostState[] = [],
): Promise<SignatureAnswers> {
  const { authority = [], nodes = [] } = cluster?.mesh ?? {};
  const planned = [...authority, ...nodes.flatMap(({ certificate }) => certificate ?? [])];
  const gathered = hosts.flatMap(({ evidence }) =>
    [...(evidence?.certificates ?? []), ...(evidence?.authorities ?? [])].map(({ certificate }) => certificate),
  );
  return checkSignatures([...planned, ...gathered], webCryptoVerifier(webcrypto.subtle));
}
