/** What all hosts have alike, once: scripts and revocation lists. Each host's own scripts give the values, and read these. */
import type { Mesh } from '../mesh/mesh.ts';
import { applyBody } from './apply/body.ts';
import { importCertificate } from './import-certificate.sh.ts';
import { importCrls } from './import-crls.sh.ts';
import { revocationLists } from './import-crls.ts';
import { type FilePlace, type RenderedFile, sharedFolder, sharedTarget } from './rendered-file.ts';

/** The files of a mesh that its hosts share, without their content, in the order of their paths. */
function sharedPlaces(mesh: Mesh): readonly FilePlace[] {
  const names = ['apply.sh'];
  const certificates = mesh.auth === 'certificate';
  if (certificates && mesh.crls !== undefined) names.push('crls.pem');
  if (certificates) names.push('import-certificate.sh');
  if (certificates && mesh.crls !== undefined) names.push('import-crls.sh');
  return names.map((path) => ({ path, target: `${sharedTarget}/${path}`, mode: '0644', secret: false }));
}

/** The same as a host's own scripts find them, from its folder. */
export function sharedPlacesFromHost(mesh: Mesh): readonly FilePlace[] {
  return sharedPlaces(mesh).map((place) => ({ ...place, path: `../${sharedFolder}/${place.path}` }));
}

/**
 * The files that the hosts of a mesh share, in the order of their paths.
 *
 * @example renderShared(mesh).map(({ path }) => path) // ['apply.sh', 'import-certificate.sh']
 */
export function renderShared(mesh: Mesh): readonly RenderedFile[] {
  const contents: Readonly<Record<string, string>> = {
    'apply.sh': applyBody,
    'crls.pem': revocationLists(mesh.crls?.lists ?? []),
    'import-certificate.sh': importCertificate,
    'import-crls.sh': importCrls,
  };
  return sharedPlaces(mesh).map((place) => ({ ...place, content: contents[place.path] ?? '' }));
}
