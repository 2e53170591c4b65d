#!/bin/sh
# Ansible's INI inventory: a quoted version such as "4.10" is the number 4.1 on the line of a host, and the string 4.10 below
# [group:vars]. On a host's line the quotes are taken off by the split into words, and what is left is read as a Python literal;
# below :vars the literal has its quotes still. Only '"4.10"' in both kinds of quotes is a string in both places.
#
# Seen with ansible-core 2.14.18 (Debian 12). Expected here: 4.1, "4.10" and "4.10".
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq ansible-core=2.14.18-0+deb12u2 python3-jinja2=3.1.2-1+deb12u3 python3-markupsafe=2.1.2-1+b1 python3-packaging=23.0-1 python3-resolvelib=0.9.0-2 python3-yaml=6.0-3+b2 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" root; done
export PYTHONPATH="$work/root/usr/lib/python3/dist-packages" HOME="$work" ANSIBLE_LOCALHOST_WARNING=0 LC_ALL=C.UTF-8
inventory() { /usr/bin/python3 "$work/root/usr/bin/ansible-inventory" "$@" 2>/dev/null; }
inventory --version | head -n 1

cat >hosts.ini <<'INI'
[mesh]
on-line libreswan="4.10"
both-quotes libreswan='"4.10"'
below-vars

[other]
below-vars

[other:vars]
libreswan="4.10"
INI
value() { inventory -i hosts.ini --host "$1" | tr -d ' {}\n'; }
for host in on-line both-quotes below-vars; do echo "$host: $(value "$host")"; done
[ "$(value on-line) $(value both-quotes) $(value below-vars)" = '"libreswan":4.1 "libreswan":"4.10" "libreswan":"4.10"' ]
