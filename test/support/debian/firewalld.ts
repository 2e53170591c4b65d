/**
 * `firewall-offline-cmd` of Debian bookworm, on a configuration of its own: the permanent configuration of firewalld without
 * its daemon. The machine's own `/usr/bin/python3` runs it, which has to be 3.11, because the modules are made for it.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'vitest';

/** A configuration of firewalld as it comes from the package. */
export interface OfflineFirewalld {
  /** Runs a shell script for which `firewall-offline-cmd` works on this configuration, and gives what it wrote; throws where it fails. */
  readonly run: (script: string) => string;
  /** Every file of the configuration that firewalld keeps, path and content, backups apart. */
  readonly files: () => string;
  /** A file of the configuration. */
  readonly file: (path: string) => string;
  /** Writes a file into the folder where scripts run; the configuration is in `etc` there. */
  readonly write: (path: string, content: string) => void;
  readonly remove: () => void;
}

/** As `describeWithTools`, for tests that ask firewalld. */
export function describeWithFirewalld(name: string, body: (make: () => OfflineFirewalld) => void): void {
  const root = provisioned();
  describe(name, () => {
    if (root.kind === 'found') {
      body(() => offlineFirewalld(root.path));
    } else if (process.env.CI === 'true') {
      test('needs firewall-offline-cmd', () => {
        throw new Error(`${root.reason}; CI=true allows no skipped judge`);
      });
    } else {
      test.skip(`needs firewall-offline-cmd: ${root.reason}`, () => {});
    }
  });
}

type Provisioned =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly reason: string };

function provisioned(): Provisioned {
  const version = spawnSync('/usr/bin/python3', ['-c', 'import sys; print(sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  if (version.stdout?.trim() !== '(3, 11)') return { kind: 'missing', reason: '/usr/bin/python3 is not 3.11' };
  const script = new URL('provision.sh', import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync('sh', [script, 'firewalld'], { encoding: 'utf8', timeout: 600_000 });
  if (status === 0) return { kind: 'found', path: stdout.trim() };
  return { kind: 'missing', reason: (stderr ?? '').trim().slice(-400) };
}

function offlineFirewalld(root: string): OfflineFirewalld {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-firewalld-'));
  const configuration = join(folder, 'etc');
  cpSync(join(root, 'etc/firewalld'), configuration, { recursive: true });
  const program = join(folder, 'firewall-offline-cmd');
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  writeFileSync(
    program,
    `#!/bin/sh
export PYTHONPATH='${join(root, 'usr/lib/python3/dist-packages')}' PYTHONDONTWRITEBYTECODE=1
export LD_LIBRARY_PATH='${libraries}' GI_TYPELIB_PATH='${join(libraries, 'girepository-1.0')}'
exec /usr/bin/python3 '${join(root, 'usr/bin/firewall-offline-cmd')}' --system-config '${configuration}' \\
  --default-config '${join(root, 'usr/lib/firewalld')}' "$@"
`,
  );
  chmodSync(program, 0o755);
  return {
    run: (script) => {
      const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
      const ran = spawnSync('sh', ['-c', script], { encoding: 'utf8', cwd: folder, env, timeout: 280_000 });
      if (ran.status !== 0) throw new Error(`status ${ran.status}\n${ran.stdout}\n${ran.stderr}`);
      return ran.stdout;
    },
    file: (path) => readFileSync(join(configuration, path), 'utf8'),
    write: (path, content) => writeFileSync(join(folder, path), content),
    files: () => {
      const listed = spawnSync('find', [configuration, '-type', 'f', '!', '-name', '*.old'], { encoding: 'utf8' });
      const paths = listed.stdout
        .split('\n')
        .filter((path) => path !== '')
        .sort();
      return paths.map((path) => `${path}\n${readFileSync(path, 'utf8')}`).join('\n');
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
