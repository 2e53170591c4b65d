import { expect, test } from 'vitest';
import { looksLikeSecrets } from '../../../src/libreswan/ipsec-secrets/looks-like-secrets.ts';

test.each([
  ['an ID that speaks of a key', 'conn a\n\tleftid="CN=a: PSK b"\n'],
  ['a remark that speaks of a key', 'conn a\n\tauto=add\n# @a : PSK "x"\n'],
  ['a conn name with colons', 'conn a::b\n\tleft=2001:db8::1\n'],
  ['settings without a section', '\tleft=2001:db8::1\n\tauto=add\n'],
  ['a word that only begins like a kind', 'conn a : PSKs\n\tauto=add\n'],
  ['includes alone', 'include /etc/ipsec.d/*.conf\n'],
  ['nothing', ''],
])('no secrets file: %s', (_, text) => {
  expect(looksLikeSecrets(text)).toBe(false);
});

test.each([
  ['a record', '@a @b : PSK "x"\n'],
  ['a kind in quotes', ': "PSK" x\n'],
  ['a kind in small letters, without blanks', '10.0.0.1:psk "x"\n'],
  ['a record among conns', 'conn a\n\tauto=add\n: RSA host\n'],
  ['a misspelt kind where no section is', '@a : PKS "x"\n'],
])('a secrets file: %s', (_, text) => {
  expect(looksLikeSecrets(text)).toBe(true);
});
