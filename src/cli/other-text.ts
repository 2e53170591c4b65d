/** What a text is that was given as an inventory and is none: files that lie beside one, told by how they begin. */

/** What it is, and what to do with it. */
export interface OtherText {
  readonly what: string;
  readonly hint: string;
}

const kinds: readonly (OtherText & { readonly begin: RegExp })[] = [
  {
    what: 'empty',
    hint: 'swanmesh init -o cluster.yaml begins one',
    begin: /^(?:\s|#.*|---)*$/,
  },
  {
    what: 'a certificate',
    hint: 'name it as the certificate: of a node or as authority:; swanmesh cert FILE shows it',
    begin: /^-{5}BEGIN (?:TRUSTED )?(?:X509 )?CERTIFICATE-{5}/m,
  },
  {
    what: 'a revocation list',
    hint: 'name it under crls:',
    begin: /^-{5}BEGIN X509 CRL-{5}/m,
  },
  {
    what: 'a configuration of libreswan',
    hint: 'swanmesh conf FILE --libreswan RELEASE says what becomes of it',
    begin: /^(?:conn[ \t]+\S|config[ \t]+setup\b)/m,
  },
  {
    what: 'a list with commas',
    hint: 'swanmesh import csv FILE makes an inventory of it, swanmesh init --from csv FILE one with comments',
    begin: /^(?:[ \t]*#.*\n)*[\w."-]+(?:,[ \t]*[\w."-]+)+[ \t]*\r?(?:\n|$)/,
  },
];

/** What the text is, `undefined` where it is nothing that is known here. */
export function otherText(text: string): OtherText | undefined {
  return kinds.find(({ begin }) => begin.test(text));
}
