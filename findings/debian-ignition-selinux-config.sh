#!/bin/sh
# Debian's Ignition: a root without /etc/selinux/config, which is every Debian, makes the stage `files` fail at its very end. All
# files are written by then, with their modes and owners; the stage then wants to label them, in this build always, and ends with
# "failed to handle relabeling". With SELINUX=disabled in the file it fails as well, for
# want of SELINUXTYPE: that SELinux is off is not asked.
#
# Seen with ignition 2.14.0+ds1-1+b6 (Debian 12). Expected here: the file is there with mode 0640, and the stage failed, both times.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq ignition=2.14.0+ds1-1+b6 >/dev/null 2>&1
dpkg -x ignition_*.deb package
ignition=$work/package/usr/lib/dracut/modules.d/30ignition/ignition
"$ignition" -version

cat >config.ign <<'JSON'
{
  "ignition": { "version": "3.0.0" },
  "storage": { "files": [{ "path": "/etc/example", "mode": 416, "contents": { "source": "data:,text%0A" } }] }
}
JSON
"$work/package/usr/bin/ignition-validate" config.ign
export IGNITION_CONFIG_FILE="$work/config.ign"
# The stage `files` in a root of its own; gives why it failed.
files() {
    for stage in fetch files; do
        "$ignition" -platform file -stage "$stage" -root "$work/$1" -config-cache "$1.json" -state-file "$1.state" \
            -neednet "$1.neednet" -log-to-stdout >"$1.log" 2>&1 || break
    done
    sed -n 's/^CRITICAL *: Ignition failed: //p' "$1.log"
}
mkdir -p plain disabled/etc/selinux
echo SELINUX=disabled >disabled/etc/selinux/config
for root in plain disabled; do
    echo "$root: $(files "$root" | sed "s|$work||g")"
    [ "$(stat -c %a "$root/etc/example")" = 640 ]
done
grep -q 'failed to open /etc/selinux/config' plain.log
grep -q "didn't find SELINUXTYPE" disabled.log
