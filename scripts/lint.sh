#!/usr/bin/env bash
# Everything that is known without running the code; `npm run lint` builds before. Every judge is heard, also after one objects.
set -uo pipefail
cd "$(dirname "$0")/.."
status=0
judge() { # NAME COMMAND…
  local name=$1
  shift
  if output=$("$@" 2>&1); then
    echo "ok: $name"
  else
    echo "not ok: $name"
    printf '%s\n' "$output"
    status=1
  fi
}
judge 'format and lint' biome check --error-on-warnings .
judge 'shell as modules' node scripts/shell.js --check
judge 'types of the tests' tsc -p test/tsconfig.json
judge 'types of the tests in a browser' tsc -p test/page/tsconfig.json
judge 'types of the playground' tsc -p docs/playground/tsconfig.json
judge 'arrows between the rooms' depcruise --config config/dependency-cruiser.cjs src test
judge 'purity of the core' node scripts/purity.js
judge 'nothing unused' knip --config config/knip.jsonc
judge 'API reports' node scripts/api.js --check
judge 'package' publint --strict
judge 'types as others resolve them' attw --pack . --profile esm-only
judge 'documentation without a dead link' node scripts/docs-links.js
exit "$status"
