/** Nothing half done: the private folder, the traps, and the way back to the old database. A part of `import-certificate.sh`. */
export const importSafety: string = `
umask 077
LC_ALL=C
export LC_ALL
tmp=
backup=

# Puts the database back as it was, into the same files: a running pluto has them open. A file that is as it was is not
# touched: where nothing can be written, nothing needs to be.
restore() {
    say "putting the database back as it was"
    for name in cert9.db key4.db pkcs11.txt; do
        rm -f "$nssdir/$name-journal" "$nssdir/$name-wal" "$nssdir/$name-shm"
        if [ -f "$backup/$name" ]; then
            cmp -s "$backup/$name" "$nssdir/$name" || cat "$backup/$name" >"$nssdir/$name" || return 1
        else
            rm -f "$nssdir/$name" || return 1
        fi
    done
    backup=
}

finish() {
    status=$?
    trap '' HUP INT QUIT PIPE TERM
    trap - EXIT
    if [ -n "$backup" ]; then
        if ! restore; then
            say "COULD NOT RESTORE; the old database is in $backup"
            exit 1
        fi
        [ "$status" -ne 0 ] || status=1
    fi
    [ -z "$tmp" ] || rm -rf "$tmp"
    exit "$status"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 131' QUIT
trap 'exit 141' PIPE
trap 'exit 143' TERM

# Keys pass through it, so memory rather than disk where there is a choice.
for parent in "\${TMPDIR:-}" /run /tmp; do
    [ -n "$parent" ] || continue
    tmp=$(mktemp -d "$parent/import-certificate.XXXXXXXXXX" 2>/dev/null) && break
    tmp=
done
[ -n "$tmp" ] || die "cannot make a private temporary directory"
`;
