#!/bin/sh
# Brings node-1.example.com to what this folder says, and back unless that is confirmed. Written by swanmesh; --help says more.
# shellcheck disable=SC2034 # read by the script that it goes on with
set -u
mesh='openshift-cluster'
mode='explicit'
filters='iptables'
chain='OS_FIREWALL_ALLOW'
strict='no'
peers=''
own_files='0644 etc/ipsec.d/openshift-cluster.conf /etc/ipsec.d/openshift-cluster.conf
0644 firewall/iptables.rules /etc/swanmesh/host/firewall/iptables.rules
0755 firewall/iptables.sh /etc/swanmesh/host/firewall/iptables.sh
0644 firewall/guide.rules /etc/swanmesh/host/firewall/guide.rules
0644 etc/systemd/system/swanmesh-firewall.service /etc/systemd/system/swanmesh-firewall.service
0755 import-certificate.sh /etc/swanmesh/host/import-certificate.sh
0644 mtu.json /etc/swanmesh/host/mtu.json
0644 README.txt /etc/swanmesh/host/README.txt
0755 apply.sh /etc/swanmesh/host/apply.sh
0644 ../_shared/apply.sh /etc/swanmesh/_shared/apply.sh
0644 ../_shared/import-certificate.sh /etc/swanmesh/_shared/import-certificate.sh'
steps='certificate start files filter add up route enable'
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
shared=${here%/*}/_shared
if [ ! -f "$shared/apply.sh" ]; then
    echo "$0: $shared/apply.sh is missing; bring the folder _shared along, beside this one" >&2
    exit 1
fi
# shellcheck source=/dev/null
. "$shared/apply.sh"
