import { sameBytes } from '../../bytes/same-bytes.ts';
import type { Certificate } from '../certificate.ts';
import { subjectKeyIdOf } from '../key-id.ts';
import type { RevocationList } from './revocation-list.ts';

/** Whether an authority may have signed a list: it has its name, and where both name a key identifier, that. */
export function maySignList(authority: Certificate, { issuer, authorityKeyId }: RevocationList): boolean {
  if (authority.subject.derHex !== issuer.derHex) return false;
  const id = subjectKeyIdOf(authority);
  return id === undefined || authorityKeyId === undefined || sameBytes(id, authorityKeyId);
}
