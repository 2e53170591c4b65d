# shellcheck shell=sh
# Sourced by lock.sh and provision.sh: where Debian's main archive is, as this machine's own apt has it.
# No host name stands here on purpose: a machine behind a mirror or proxy has it in apt's configuration already.

# Prints the base of the main archive, without a slash at the end. SWANMESH_DEBIAN_MIRROR goes before apt's own.
# shellcheck disable=SC2016 # $(REPO_URI) is apt's own notation
debian_mirror() {
  {
    printf '%s\n' "${SWANMESH_DEBIAN_MIRROR:-}"
    # The security archive and other people's repositories have other labels.
    apt-get indextargets --format '$(REPO_URI)' 'Label: Debian' 'Component: main' 2>/dev/null
    # Before the first `apt-get update` there are no labels; then the folder's name must do.
    apt-get indextargets --no-release-info --format '$(REPO_URI)' 'Component: main' 2>/dev/null | grep -E '/debian/?$'
  } | sed -n 's,/*$,,; /./{p;q;}'
}
