# Shared by the set-up scripts: says what happens, and gets what the system must provide.
# As root on a Debian-like system it installs; otherwise it says what is missing and stops.

say() {
    printf '%s\n' "parkloop: $1"
}

stop() {
    for line in "$@"; do
        printf '%s\n' "parkloop: $line" >&2
    done
    exit 1
}

# need WHAT PACKAGE...
need() {
    what=$1
    shift
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        stop "Missing: $what." \
            "On Debian or Ubuntu:  sudo apt-get install $*" \
            "Elsewhere, install it with the system's own packages. Then run the same command again."
    fi
    say "Missing: $what. Installing $* with apt-get"
    apt_install "$@" || { apt-get update -qq && apt_install "$@"; } ||
        stop "apt-get could not install: $*. Its own words are above."
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
