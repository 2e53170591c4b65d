#!/usr/bin/env bash
# The main job on the example cluster: check it, write every host's files, and say what was made.
set -euo pipefail
cd "$(dirname "$0")/../../.."
tree=${1:-build/example}
node dist/cli/main.js check docs/examples/openshift/cluster.yaml
node dist/cli/main.js render docs/examples/openshift/cluster.yaml -o "$tree"
echo
echo "The conns of one host, $tree/node-1.example.com/etc/ipsec.d/openshift-cluster.conf:"
echo
cat "$tree/node-1.example.com/etc/ipsec.d/openshift-cluster.conf"
