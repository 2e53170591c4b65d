/** Into the live database: what goes, what comes, and whether all is as it should be. A part of `import-certificate.sh`. */
export const importReplace: string = `
# One import at a time. The directory is its own lock file: nothing is left behind.
if [ "$check" = no ]; then
    [ -d "$nssdir" ] || mkdir -p "$nssdir" || die "cannot make $nssdir"
    { [ -r "$nssdir" ] && [ -x "$nssdir" ]; } || die "cannot read $nssdir"
    if command -v flock >/dev/null 2>&1; then
        exec 9<"$nssdir" || die "cannot open $nssdir"
        flock -w 60 9 || die "another import is at work in $nssdir"
    fi
fi
if [ -f "$nssdir/cert9.db" ]; then
    survey "$nssdir" "$nsspassword" "$tmp/old" ||
        die "cannot read the NSS database in $nssdir (a wrong password in $nsspassword?): $(cat "$tmp/why")"
elif [ -f "$nssdir/cert8.db" ]; then
    die "the NSS database in $nssdir has the old format; run ipsec checknss first"
else
    : >"$tmp/old"
fi

# Whether the live database has, by its survey, everything: ours with its key under our nickname, and every authority.
# usage: has_all SURVEY
has_all() {
    while read -r number trust print_ _; do
        found=no
        while read -r its_number its_trust its_print _; do
            [ "$its_print" = "$print_" ] || continue
            if ! is_user "$trust"; then
                found=yes
            elif is_user "$its_trust" && [ "$(cat "$1.$its_number")" = "$nickname" ]; then
                found=yes
            fi
        done <"$1"
        [ "$found" = yes ] || return 1
    done <"$tmp/new"
}

# What has to go: the certificates of our nickname, and those of our subject, whose nickname the new one would silently
# get. NSS removes by nickname, so all of one go or none; the new one is imported afterwards even where it was among them.
: >"$tmp/older"
: >"$tmp/room"
# shellcheck disable=SC2094 # both ends only read
while read -r number trust print_ subject public; do
    its_nickname=$(cat "$tmp/old.$number")
    [ "$its_nickname" = "$nickname" ] || [ "$subject" = "$new_subject" ] || continue
    other=$(awk -v key="$public" -v n="$number" '$5 == key && key != "-" && $1 != n { print $1; exit }' "$tmp/old")
    if [ -n "$other" ]; then
        # Another nickname lives on this key. Beside a certificate of the same name and subject the new one finds room.
        if [ "$its_nickname" != "$nickname" ] || [ "$subject" != "$new_subject" ]; then
            die "will not remove $its_nickname: its private key is also used under the nickname $(cat "$tmp/old.$other")"
        fi
        printf '%s\\n' "$number" >>"$tmp/room"
    elif [ "$its_nickname" != "$nickname" ] || [ "$print_" != "$new_print" ] || ! is_user "$trust"; then
        case $trust in
        *[CT]*) die "the nickname or subject of the new certificate is that of an authority that the database trusts: $its_nickname" ;;
        esac
        printf '%s\\n' "$number" >>"$tmp/older"
    fi
done <"$tmp/old"
sort -u "$tmp/older" | while read -r number; do
    grep -qx "$number" "$tmp/room" || printf '%s\\n' "$number"
done >"$tmp/remove"

# Beside an older one ours is not enough: which of the two pluto presents would be left to NSS.
if [ ! -s "$tmp/remove" ] && has_all "$tmp/old"; then
    printf 'unchanged\\n'
    exit 0
fi

while read -r number; do
    say "$([ "$check" = yes ] && echo 'would remove' || echo 'removing') what is there under the nickname $(cat "$tmp/old.$number")"
done <"$tmp/remove"
if [ "$check" = yes ]; then
    printf 'would import\\n'
    exit 3
fi

# Beside each file the tools write a journal.
for file in "$nssdir" "$nssdir/cert9.db" "$nssdir/key4.db"; do
    [ ! -e "$file" ] || [ -w "$file" ] || die "cannot write to $file"
done
mkdir "$tmp/backup" || die "cannot make a backup"
for name in cert9.db key4.db pkcs11.txt; do
    [ ! -f "$nssdir/$name" ] || cp -p "$nssdir/$name" "$tmp/backup/$name" || die "cannot back up $nssdir/$name"
done
backup=$tmp/backup

if [ ! -f "$nssdir/cert9.db" ]; then
    certutil -N -d "sql:$nssdir" -f "$nsspassword" </dev/null >"$tmp/why" 2>&1 ||
        certutil -N -d "sql:$nssdir" --empty-password </dev/null >"$tmp/why" 2>&1 ||
        die "cannot make an NSS database in $nssdir: $(cat "$tmp/why")"
fi
while read -r number; do
    # One at a time, as many as there are.
    # shellcheck disable=SC2034 # counted, not read
    awk -v n="$number" '$1 == n' "$tmp/old" | sort -u | while read -r one; do
        certutil -D -d "sql:$nssdir" -f "$nsspassword" -n "$(cat "$tmp/old.$number")" </dev/null >"$tmp/why" 2>&1 || exit 1
    done || die "cannot remove $(cat "$tmp/old.$number"): $(cat "$tmp/why")"
done <"$tmp/remove"
if [ -f "$tmp/p12-empty" ]; then
    set -- -W ""
elif [ -f "$tmp/p12-password" ]; then
    set -- -w "$tmp/p12-password"
else
    set -- -w "$tmp/password"
fi
pk12util -i "$tmp/new.p12" "$@" -d "sql:$nssdir" -k "$nsspassword" </dev/null >"$tmp/why" 2>&1 ||
    die "pk12util could not import into $nssdir: $(cat "$tmp/why")"

survey "$nssdir" "$nsspassword" "$tmp/now" || die "cannot read the NSS database after the import: $(cat "$tmp/why")"
has_all "$tmp/now" || die "the certificate is not there under the nickname $nickname after the import"
# Everything else is where it was.
while read -r number _ print_ _; do
    grep -qx "$number" "$tmp/remove" && continue
    kept=no
    while read -r its_number _ its_print _; do
        [ "$its_print" = "$print_" ] && cmp -s "$tmp/old.$number" "$tmp/now.$its_number" && kept=yes
    done <"$tmp/now"
    [ "$kept" = yes ] || die "the import would have lost the certificate with the nickname $(cat "$tmp/old.$number")"
done <"$tmp/old"

backup=
if command -v restorecon >/dev/null 2>&1; then
    restorecon -R "$nssdir" || say "restorecon $nssdir failed"
fi
printf 'imported\\n'
`;
