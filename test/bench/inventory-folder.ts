/** A folder with an inventory of many hosts, each with a certificate of its own, for commands that are measured as a whole. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorityName, authorityPem, nodeSubject, rsa, sign } from '../support/cluster.ts';
import { pem } from '../support/der-writer.ts';

/** Writes `cluster.yaml` and `flat.yaml`, which differ in their layout, and the certificates beside them. */
export function writeInventory(folder: string, hosts: number): void {
  mkdirSync(join(folder, 'pki'), { recursive: true });
  writeFileSync(join(folder, 'pki/ca.crt'), authorityPem());
  const nodes = Array.from({ length: hosts }, (_, i) => {
    const name = `node-${i}.example.com`;
    // No two keys are alike, and nobody has the private ones.
    const spki = Uint8Array.from(rsa);
    spki.set(randomBytes(200), 60);
    writeFileSync(
      join(folder, `pki/${name}.crt`),
      pem(sign({ subject: nodeSubject(name), issuer: authorityName(), spki })),
    );
    const address = `172.${16 + Math.floor(i / 62_500)}.${Math.floor(i / 250) % 250}.${(i % 250) + 1}`;
    return `  ${name}:\n    address: ${address}\n    certificate: pki/${name}.crt\n`;
  });
  const text = (layout: string): string =>
    `version: 1\nname: mesh\nlibreswan: "4.10"\nauthority: pki/ca.crt\nnetwork: { interface: eth0 }\n` +
    `ipsec: { layout: ${layout} }\nfirewall: { backends: [] }\nnodes:\n${nodes.join('')}`;
  writeFileSync(join(folder, 'cluster.yaml'), text('shared'));
  writeFileSync(join(folder, 'flat.yaml'), text('flat'));
}
