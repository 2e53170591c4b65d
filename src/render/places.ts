/** Where libreswan's own files are, in a host's folder and on the host. */
import type { Mesh } from '../mesh/mesh.ts';
import type { FilePlace } from './rendered-file.ts';

/** A file below `/etc/ipsec.d`. */
export function configurationPlace(name: string): FilePlace {
  return { path: `etc/ipsec.d/${name}`, target: `/etc/ipsec.d/${name}`, mode: '0644', secret: false };
}

/** The file of the host's secrets. */
export function secretsPlace({ name }: Mesh): FilePlace {
  return { ...configurationPlace(`${name}.secrets`), mode: '0600', secret: true };
}

/** The places of all that libreswan reads on a host. */
export function configurationPlaces(mesh: Mesh, groups: readonly string[], hasSecrets: boolean): readonly FilePlace[] {
  return [
    configurationPlace(`${mesh.name}.conf`),
    ...groups.map((group) => configurationPlace(`policies/${group}`)),
    ...(mesh.auth === 'certificate' && mesh.crls?.strict ? [configurationPlace(`${mesh.name}-revocation.conf`)] : []),
    ...(hasSecrets ? [secretsPlace(mesh)] : []),
  ];
}
