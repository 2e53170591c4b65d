import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readKernelPolicies } from '../../../src/hosts/facts/kernel-policies.ts';

/** As Debian 12's iproute2 prints them of a 4.10 with a conn that waits, one that is up, and a passthrough for ssh. */
const dump = `src 10.0.0.1/32 dst 10.0.0.2/32 proto tcp dport 22 
	dir out priority 1360065 ptype main 
src 10.0.0.1/32 dst 10.0.0.2/32 
	dir out priority 1753281 ptype main 
	tmpl src 10.0.0.1 dst 10.0.0.2
		proto esp reqid 16389 mode tunnel
src 10.0.0.2/32 dst 10.0.0.1/32 
	dir in priority 1753281 ptype main 
	tmpl src 10.0.0.2 dst 10.0.0.1
		proto esp reqid 16389 mode tunnel
src fd00::1/128 dst fd00::/64 proto ipv6-icmp type 135 
	dir out action block priority 7 ptype main 
src 0.0.0.0/0 dst 0.0.0.0/0 
	socket out priority 0 ptype main 
src 10.0.0.1/32 dst 10.0.0.3/32 
	dir out priority 5 ptype main 
	mark 0x5/0xffffffff 
src 10.0.0.1/32 dst 10.0.0.4/32 
	dir out priority 5 ptype main 
	if_id 0x1
	tmpl src 10.0.0.1 dst 10.0.0.4
		proto esp reqid 1 mode tunnel
`;

test('what leaves the host, each with its line, its numbers and what is done', () => {
  expect(readKernelPolicies(dump)).toEqual([
    {
      line: 1,
      selector: {
        source: '10.0.0.1/32',
        destination: '10.0.0.2/32',
        protocol: 6,
        sourcePort: 0,
        destinationPort: 22,
      },
      priority: 1360065,
      action: 'pass',
    },
    {
      line: 3,
      selector: {
        source: '10.0.0.1/32',
        destination: '10.0.0.2/32',
        protocol: 0,
        sourcePort: 0,
        destinationPort: 0,
      },
      priority: 1753281,
      action: 'encrypt',
    },
    {
      line: 11,
      selector: { source: 'fd00::1/128', destination: 'fd00::/64', protocol: 58, sourcePort: 135, destinationPort: 0 },
      priority: 7,
      action: 'block',
    },
  ]);
});

test.each([
  ['vrrp', 112],
  ['ospf', 89],
  ['47', 47],
])('protocol %s is number %i', (name, number) => {
  const [policy] =
    readKernelPolicies(`src 10.0.0.1/32 dst 10.0.0.2/32 proto ${name} \n\tdir out priority 7 ptype main \n`) ?? [];
  expect(policy?.selector.protocol).toBe(number);
});

test('no policy is an answer, another text is none', () => {
  expect(readKernelPolicies('')).toEqual([]);
  expect(readKernelPolicies('\n')).toEqual([]);
  expect(readKernelPolicies('RTNETLINK answers: Operation not permitted\n')).toBeUndefined();
});

test('a port by mask and a protocol that nobody knows are left out', () => {
  const one = (traffic: string): string => `src 10.0.0.1/32 dst 10.0.0.2/32 ${traffic}\n\tdir out priority 5 \n`;
  expect(readKernelPolicies(one('proto tcp dport 0x10/0xfff0 '))).toEqual([]);
  expect(readKernelPolicies(one('proto mystery '))).toEqual([]);
  expect(readKernelPolicies(one('proto 253 '))).toHaveLength(1);
});

test('any text is read', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...dump.split('\n')), fc.string())), (lines) => {
      for (const { line } of readKernelPolicies(lines.join('\n')) ?? []) expect(lines[line - 1]).toMatch(/^src /);
    }),
  );
});
