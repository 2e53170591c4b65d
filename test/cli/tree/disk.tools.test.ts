// A disk that is full, read-only or small below the tree, in a mount namespace of its own: what was there stays whole.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { privileges } from '../../support/packet-filter/world.ts';
import { describeWithTools, hasTool } from '../../support/real-tool.ts';
import { cli, testFolder } from '../../support/run-cli.ts';

const example = resolve('docs/examples/openshift');

/** Runs shell with a file system of so many kilobytes at `disk`; gives what it printed. */
function onDisk(kilobytes: number, commands: string): string {
  const folder = testFolder();
  const script = `set -e
S="${process.execPath} ${resolve(cli)}"
cp -r ${example} one; cp -r ${example} two
sed -i 's/eth0/ens3/; s/1500/9000/' two/cluster.yaml
mkdir disk; mount -t tmpfs -o size=${kilobytes}k none disk
tree() { (cd disk/t && find . -path ./.swanmesh -prune -o -type f -print | sort | xargs sha256sum); }
${commands}`;
  const { stdout, stderr, status } = spawnSync('unshare', [...privileges, '--mount', 'sh', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`status ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

const permitted = spawnSync('unshare', [...privileges, '--mount', 'true']).status === 0;

describeWithTools(
  ['unshare', ...(permitted ? [] : ['permission to make mount namespaces'])],
  'a disk below a tree',
  () => {
    test('full at any moment of a render: the tree is old or new, and the next run on a larger disk finishes', () => {
      const sizes = [140, 180, 220, 300, 1000];
      const said = onDisk(
        600,
        `$S render one/cluster.yaml -o disk/t >/dev/null 2>&1; tree >old
$S render two/cluster.yaml -o whole >/dev/null 2>&1; (cd whole && find . -type f | sort | xargs sha256sum) >new
cp -a disk/t kept
for size in ${sizes.join(' ')}; do
  umount disk; mount -t tmpfs -o size=\${size}k none disk; cp -a kept disk/t || { echo "$size too small"; continue; }
  rc=0; $S render two/cluster.yaml -o disk/t >/dev/null 2>err || rc=$?
  tree >now; is=mixed; cmp -s now old && is=old; cmp -s now new && is=new
  echo "$size $rc $is $(grep -c 'no space is left' err || :) $(ls disk/t/.swanmesh 2>/dev/null | wc -l)"
  mount -o remount,size=4m disk; $S render two/cluster.yaml -o disk/t >/dev/null 2>&1; tree >now; cmp -s now new && echo finished
done`,
      );
      const rows = said.trim().split('\n');
      expect(rows.filter((row) => row === 'finished').length).toBe(
        rows.filter((row) => / (old|new) /.test(row)).length,
      );
      const tried = rows.filter((row) => /^\d+ \d/.test(row));
      expect(tried.length).toBeGreaterThan(1);
      for (const row of tried) expect(row).toMatch(/^\d+ (?:2 old 1 0|0 new 0 0)$/);
      expect(tried.some((row) => row.includes(' 2 old '))).toBe(true);
      expect(tried.some((row) => row.includes(' 0 new '))).toBe(true);
    });

    test('read-only: the tree is as it was, and why is said in one line', () => {
      const said = onDisk(
        4000,
        `$S render one/cluster.yaml -o disk/t >/dev/null 2>&1; tree >old
mount -o remount,ro disk
rc=0; $S render two/cluster.yaml -o disk/t >/dev/null 2>err || rc=$?
tree >now; cmp old now; echo "$rc"; grep -v example-key err | grep -c 'read-only'`,
      );
      expect(said).toBe('2\n1\n');
    });

    test('psk-master and p12 on a full disk leave nothing, not even an empty file', () => {
      const said = onDisk(
        16,
        `head -c 100000 /dev/zero >disk/fill 2>/dev/null || :
for call in "psk-master -o disk/psk.key" \\
  "p12 --cert one/pki/node-1.crt --key one/pki/node-1.key --ca one/pki/ca.crt --name a -o disk/a.p12"; do
  rc=0; $S $call >/dev/null 2>err || rc=$?
  echo "$rc $(grep -c 'no space is left' err)"
done
ls -A disk`,
      );
      expect(said).toBe('2 1\n2 1\nfill\n');
    });
  },
);

/** Loop devices are the whole machine's, and few containers have any: without them this one is skipped, in CI too. */
const hasLoop =
  permitted &&
  process.getuid?.() === 0 &&
  ['losetup', 'mkfs.ext4', 'fsck.ext4'].every(hasTool) &&
  spawnSync('losetup', ['-f']).status === 0;

test.skipIf(!hasLoop)(
  'on a block device whose writes fail the tree is old, also after the next mount, and the next run finishes (needs root and loop devices)',
  () => {
    // A sparse file that its own file system has no room for: the device takes no more writes, and fsync says so.
    const said = onDisk(
      5000,
      `truncate -s 32M disk/image; mkfs.ext4 -q -O ^has_journal disk/image 2>/dev/null
device=$(losetup -f --show disk/image); small=$PWD/disk
trap 'umount $small/../ext || :; losetup -d $device' EXIT
mkdir ext; mount $device ext; mkdir ext/disk; cd ext; ln -s ../one ../two .
$S render one/cluster.yaml -o disk/t >/dev/null 2>&1; tree >../old; sync -f disk
dd if=/dev/zero of=$small/fill bs=4k 2>/dev/null || :
rc=0; $S render two/cluster.yaml -o disk/t >/dev/null 2>../err || rc=$?
tree >../now; cmp ../old ../now; echo "$rc $(grep -c 'swanmesh: fsync:' ../err)"
rm $small/fill; cd ..; umount ext; fsck.ext4 -y $device >/dev/null 2>&1 || :; mount $device ext; cd ext
tree >../now; cmp ../old ../now
$S render two/cluster.yaml -o disk/t >/dev/null 2>&1; echo "$? $(ls -A disk/t | grep -c swanmesh)"; cd ..`,
    );
    expect(said).toBe('2 1\n0 0\n');
  },
);
