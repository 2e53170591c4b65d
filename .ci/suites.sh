# shellcheck shell=bash
# Runs suites of tests one after another, adds their closing lines and holds their times against budgets.
#
#   suite NAME MINUTES COMMAND...   runs one, in minutes that it should not exceed
#   report                          the table of times, then the line `N passed, N failed`; fails where a test did

passed=0 failed=0
suite_lines=()
suite_log=$(mktemp)
trap 'rm -f "$suite_log"' EXIT

# A suite that ends badly without counting a failure is one failure; a suite that counts nothing, such as lint, is none passed.
suite() {
    local name=$1 budget=$2 status=0 said p=0 f=0 start=$SECONDS spent note=''
    shift 2
    printf '\n== %s\n' "$name"
    "$@" 2>&1 | tee "$suite_log" || status=1
    spent=$((SECONDS - start))
    said=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$suite_log" | tail -n 1 || true)
    [ -z "$said" ] || read -r p _ f _ <<<"$said"
    [ "$status" = 0 ] || [ "$f" != 0 ] || f=1
    passed=$((passed + p)) failed=$((failed + f))
    [ "$spent" -le $((budget * 60)) ] || note='  OVER BUDGET'
    suite_lines+=("$(printf '%-14s %2d:%02d of %2d:00%s' "$name" $((spent / 60)) $((spent % 60)) "$budget" "$note")")
}

report() {
    printf '\n'
    printf '%s\n' "${suite_lines[@]}"
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}
