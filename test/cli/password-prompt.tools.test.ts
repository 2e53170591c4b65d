/** Passwords on a terminal: a pseudo-terminal of Python's in the place of a person's. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithTools } from '../support/real-tool.ts';
import { cli } from '../support/run-cli.ts';

/** Types each answer when a prompt ends, and prints all that the terminal showed, and the status. */
const terminal = `
import json, os, pty, sys
answers = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b''
while True:
    try:
        some = os.read(terminal, 4096)
    except OSError:
        break
    if not some:
        break
    shown += some
    if answers and shown.endswith(b': '):
        os.write(terminal, answers.pop(0).encode())
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`;

describeWithTools(['python3', 'openssl'], 'a password that is typed', () => {
  let cwd = '';
  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), 'swanmesh-typed-'));
    const run = (...words: readonly string[]): void => {
      const { status, stderr } = spawnSync('openssl', words, { cwd, encoding: 'utf8' });
      expect(status, stderr).toBe(0);
    };
    for (const name of ['one', 'two']) {
      const subject = ['-subj', `/CN=${name}`, '-days', '9', '-keyout', `${name}.key`, '-out', `${name}.crt`];
      run('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...subject);
      const files = ['-inkey', `${name}.key`, '-in', `${name}.crt`, '-out', `${name}.p12`];
      run('pkcs12', '-export', ...files, '-passout', `pass:sesame ${name}`);
    }
    writeFileSync(join(cwd, 'terminal.py'), terminal);
  });

  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  function typed(answers: readonly string[], ...words: readonly string[]) {
    const { status, stdout } = spawnSync(
      'python3',
      [join(cwd, 'terminal.py'), JSON.stringify(answers), process.execPath, cli, ...words],
      { cwd, encoding: 'utf8', timeout: 60_000, env: { ...process.env, NO_COLOR: '1' } },
    );
    return { status, shown: stdout };
  }

  test('opens the file, and is not shown', () => {
    const { shown } = typed(['sesame one\r'], 'cert', 'one.p12');
    expect(shown).toContain('password of one.p12: ');
    expect(shown).toContain('CN=one');
    expect(shown).not.toContain('sesame');
  });

  test('is asked for each file', () => {
    const { shown } = typed(['sesame one\r', 'sesame two\r'], 'cert', 'one.p12', 'two.p12');
    for (const text of ['password of two.p12: ', 'CN=one', 'CN=two']) expect(shown).toContain(text);
    expect(shown).not.toContain('sesame');
  });

  test('may be corrected while it is typed', () => {
    expect(typed(['sesame ono\x7fe\r'], 'cert', 'one.p12').shown).toContain('CN=one');
    expect(typed(['something\x15sesame one\r'], 'cert', 'one.p12').shown).toContain('CN=one');
  });

  test('another one is a finding, and so is none', () => {
    const { status, shown } = typed(['sesame no\r'], 'cert', 'one.p12');
    expect([status, shown]).toEqual([1, expect.stringContaining('pki/wrong-password')]);
    expect(shown).not.toContain('sesame');
    expect(typed(['\x03'], 'cert', 'one.p12').status).toBe(2);
  });
});
