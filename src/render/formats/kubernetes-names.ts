/** Names that Kubernetes takes for nodes and objects. */
import { type Diagnostic, diagnostic, type Place } from '../../diagnostics/diagnostic.ts';

/** A name of dot-separated parts. */
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/**
 * What keeps a text from being in an object's name: `render/no-kubernetes-name`.
 *
 * @param what what it is, for the sentence
 * @param room characters that it may have
 *
 * @see Kubernetes documentation, "Object Names and IDs", DNS subdomain names (RFC 1123)
 */
export function checkName(what: string, text: string, room: number, at: Place): readonly Diagnostic[] {
  if (subdomain.test(text) && text.length <= room) return [];
  const hint = `lower-case letters, digits, - and ., each part beginning and ending with a letter or digit, up to ${room} characters`;
  return [diagnostic('render/no-kubernetes-name', at, `${what} must have a name that Kubernetes takes`, { hint })];
}
