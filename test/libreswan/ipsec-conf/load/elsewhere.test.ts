/** A file as they are found on hosts that were set up long ago, explained for every release and printed back. */
import { describe, expect, test } from 'vitest';
import { checkRelease } from '../../../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { resolveConn } from '../../../../src/libreswan/ipsec-conf/load/resolve.ts';
import { sourceOf } from '../../../../src/libreswan/ipsec-conf/syntax/ast.ts';
import { bytesOf, parseConf } from '../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { type Release, releases } from '../../../../src/libreswan/release.ts';

const file = `# /etc/ipsec.conf - Openswan IPsec configuration file
version	2.0	# conforms to second version of ipsec.conf specification

config setup
	dumpdir=/var/run/pluto/
	nat_traversal=yes
	virtual_private=%v4:10.0.0.0/8,%v4:192.168.0.0/16,%v4:!10.25.0.0/16
	oe=off
	protostack=klips
	interfaces=%defaultroute
	plutostderrlog=/var/log/pluto.log
	force_keepalive=yes
	keep_alive=60

conn %default
	authby=secret # pre-shared keys in /etc/ipsec.secrets
	keyingtries=3
	ike=aes256-sha1;modp1536
	phase2alg=aes256-sha1
	ikelifetime=8h
	connaddrfamily=ipv4

# head office to branch
conn	office-branch
	type=tunnel
	left=203.0.113.1
	leftsubnet=10.25.0.0/16
	leftid=@office.example.com
	right=198.51.100.7
	rightsubnet=10.26.0.0/16
	rightid=@branch.example.com
	forceencaps=yes
	auto=start

conn roadwarrior
	also=office-branch-common
	right=%any
	rightsubnet=vhost:%priv,%no
	rekey=no
	auto=add

conn office-branch-common
	left=203.0.113.1
	leftsubnets={10.25.0.0/16 10.27.0.0/16}
	leftid=@office.example.com
`;

test.each(releases)('%s gives it back byte for byte', (release) => {
  const bytes = new Uint8Array(Buffer.from(file.replace('head office', 'h\xe9ad office'), 'latin1'));
  expect(bytesOf(parseConf(bytes, release).value)).toEqual(bytes);
  expect(sourceOf(parseConf(file, release).value)).toBe(file);
});

describe('explained', () => {
  const says = (release: Release): string[] => {
    const { value: conf } = parseConf(file, release, 'f');
    return checkRelease(conf, release).map(
      ({ code, severity, at }) => `${severity} ${at.kind === 'text' ? at.line : 0} ${code.slice(10)}`,
    );
  };

  test('3.16 loads it, and initiates IKEv1', () => {
    expect(says('3.16')).toEqual([
      'warning 6 obsolete-keyword',
      'warning 8 obsolete-keyword',
      'warning 12 obsolete-keyword',
      'info 24 other-meaning',
      'info 35 other-meaning',
      'info 42 other-meaning',
      'info 44 conn-lost',
    ]);
  });

  test('3.32 loads it without forced encapsulation', () => {
    expect(says('3.32')).toEqual([
      'warning 6 obsolete-keyword',
      'warning 8 obsolete-keyword',
      'warning 12 obsolete-keyword',
      'warning 21 obsolete-keyword',
      'warning 32 obsolete-keyword',
      'info 44 conn-lost',
    ]);
  });

  test('4.10 loads nothing of it', () => {
    expect(says('4.10')).toEqual([
      'error 6 unknown-keyword',
      'error 8 unknown-keyword',
      'warning 10 obsolete-keyword',
      'error 12 unknown-keyword',
      'error 13 unknown-keyword',
      'error 21 unknown-keyword',
      'warning 32 obsolete-keyword',
      'warning 38 no-effect',
      'info 44 conn-lost',
    ]);
  });

  test('5.4 loads nothing of it, for one keyword more', () => {
    expect(says('5.4')).toEqual([
      'error 6 unknown-keyword',
      'warning 7 obsolete-keyword',
      'error 8 unknown-keyword',
      'warning 10 obsolete-keyword',
      'warning 11 obsolete-keyword',
      'error 12 unknown-keyword',
      'error 13 unknown-keyword',
      'warning 17 obsolete-keyword',
      'error 21 unknown-keyword',
      'error 32 unknown-keyword',
      'error 38 conn-lost', // virtual subnets are IKEv1's
    ]);
  });

  test('what a conn comes to', () => {
    const { value: conf } = parseConf(file, '3.32', 'f');
    const conn = resolveConn(conf, 'roadwarrior');
    const settings = Object.fromEntries([...(conn?.settings ?? [])].map(([keyword, { value }]) => [keyword, value]));
    expect(conn?.lost).toBe(false);
    expect(settings).toEqual({
      authby: 'secret',
      keyingtries: '3',
      ike: 'aes256-sha1;modp1536',
      esp: 'aes256-sha1',
      ikelifetime: '28800000',
      left: '203.0.113.1',
      leftsubnets: '10.25.0.0/16 10.27.0.0/16',
      leftid: '@office.example.com',
      right: '%any',
      rightsubnet: 'vhost:%priv,%no',
      rekey: 'no',
      auto: 'add',
    });
  });
});
