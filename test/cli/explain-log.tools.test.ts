import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const refused = '"a-to-b" #2: IKE_AUTH response rejected Child SA with NO_PROPOSAL_CHOSEN\n';

describe('swanmesh explain-log', () => {
  const confText = 'conn a-to-b\n\tleft=10.0.0.1\n\tright=10.0.0.2\n\tesp=aes256-sha1\n';

  test('reads standard input, and ends with 1 where something failed', () => {
    const { status, stdout } = swanmesh(['explain-log'], { input: refused });
    expect(status).toBe(1);
    expect(stdout).toContain('line 1: a-to-b error [esp-proposals-differ]');
    expect(stdout).toContain('change on either host: give both the same esp=');
  });

  test('ends with 0 where nothing failed, or what failed came up later', () => {
    expect(swanmesh(['explain-log'], { input: 'listening for IKE messages\n' })).toMatchObject({
      status: 0,
      stdout: '1 line, none of a failure that is known\n',
    });
    const later = `${refused}"a-to-b" #3: initiator established Child SA using #1; IPsec tunnel\n`;
    const { status, stdout } = swanmesh(['explain-log'], { input: later });
    expect([status, stdout]).toEqual([0, expect.stringContaining('a tunnel of it came up (line 2)')]);
  });

  test('says whether anything failed, and --strict makes warnings fail', () => {
    const warned = '"a" #1: warning: "a": IKEv2 ignores dpdtimeout=\n';
    const { status, stdout } = swanmesh(['explain-log', '--json'], { input: refused + warned });
    expect([status, JSON.parse(stdout)]).toMatchObject([1, { ok: false, lines: 2 }]);
    expect(swanmesh(['explain-log'], { input: warned }).status).toBe(0);
    expect(swanmesh(['explain-log', '--strict'], { input: warned }).status).toBe(1);
  });

  test('with the configuration of the host it names the line to look at', () => {
    const conf = join(testFolder(), 'ipsec.conf');
    writeFileSync(conf, confText);
    const { stdout } = swanmesh(['explain-log', '--conf', conf, '--libreswan', '4.10'], { input: refused });
    expect(stdout).toContain(`look at: ${conf}:4:2 (esp=)`);
  });

  test('what a log quotes moves no cursor', () => {
    const { stdout } = swanmesh(['explain-log'], { input: `"a\u001b[2J" #1: failed to add connection: \u202ex\n` });
    expect(stdout).toContain('[not-added]');
    expect(stdout).not.toMatch(/\p{Cc}(?<!\n)|\p{Cf}/u);
  });

  test.each([
    ['--root without --conf', ['--root', '/']],
    ['a range of releases', ['--conf', 'none.conf', '--libreswan', '4.3-5.2']],
    ['a file that is not there', ['none.log']],
  ])('%s ends with 2', (_, args) => {
    expect(swanmesh(['explain-log', ...args]).status).toBe(2);
  });
});
