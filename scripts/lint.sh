#!/usr/bin/env bash
# Everything that is known without running the code. Each line is one judge; the first that objects ends the run.
set -euo pipefail
cd "$(dirname "$0")/.."
biome check .
tsc -b tsconfig.json src/cli/tsconfig.json
tsc -p test/tsconfig.json
depcruise --config .dependency-cruiser.cjs src
node scripts/purity.js
knip
