#!/bin/sh
# Creates .venv with the system's python3 and installs exactly what the lock names.
#
#   tools/setup.sh base    what running Parkloop needs
#   tools/setup.sh dev     the same, and what its tests need
#
# Does nothing when .venv already matches the lock. PYTHON names another interpreter.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
. tools/packages.sh

kind=${1:-base}
python=${PYTHON:-python3}
lock=requirements/$kind.txt

case $kind in
base | dev) ;;
*) stop "tools/setup.sh knows 'base' and 'dev', not '$kind'." ;;
esac

# What an installation depends on. The path is part of it because scripts in .venv/bin hold it; of
# pyproject.toml only what stands before the settings of the tools.
key_of() {
    printf '%s %s\n' "$({ cat "requirements/$1.txt" && sed '/^\[tool\./q' pyproject.toml; } | cksum)" "$root"
}

up_to_date() {
    [ -x .venv/bin/parkloop ] || return 1
    [ "$(cat ".venv/.setup-$kind" 2>/dev/null)" = "$(key_of "$kind")" ]
}

need_python() {
    [ "$python" != python3 ] || command -v python3 >/dev/null 2>&1 ||
        need "Python 3.11 or newer" python3 python3-venv
    command -v "$python" >/dev/null 2>&1 || stop "PYTHON names '$python', which is not a program."
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "Parkloop needs Python 3.11 or newer; '$python' is $("$python" -V 2>&1)." \
            "Name a newer one:  make setup PYTHON=python3.12"
    # Debian ships 'venv' with python3 but 'ensurepip', which fills it, in a package of its own.
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        need "Python's 'venv' with 'ensurepip'" python3-venv
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        stop "'$python' still cannot make a virtual environment: its 'ensurepip' is missing." \
            "Name the system's interpreter:  make setup PYTHON=/usr/bin/python3"
}

make_venv() {
    belongs_here=$(cat .venv/.root 2>/dev/null || true)
    if [ "$belongs_here" = "$root" ] && .venv/bin/python -m pip --version >/dev/null 2>&1; then
        return
    fi
    say "Creating .venv with $("$python" -V 2>&1)"
    "$python" -m venv --clear .venv
    printf '%s\n' "$root" >.venv/.root
}

install_lock() {
    say "Installing $(grep -c '^[a-z0-9]' "$lock") locked packages ($lock); the first time this takes a minute or two"
    pip="./.venv/bin/python -m pip --disable-pip-version-check --no-input -qq"
    $pip install --require-hashes -r "$lock" ||
        stop "The locked packages could not be installed; pip's own words are above." \
            "Without a network, behind a proxy or a mirror: set PIP_INDEX_URL, PIP_CERT or HTTPS_PROXY, then run the same command again."
    $pip install --no-deps --no-build-isolation --editable . ||
        stop "The packages are there, but Parkloop itself could not be installed; pip's own words are above."
}

if up_to_date; then
    exit 0
fi
need_python
make_venv
rm -f .venv/.setup-base .venv/.setup-dev
install_lock
# The dev lock holds everything the base lock holds, at the same versions.
[ "$kind" = base ] || key_of base >.venv/.setup-base
key_of "$kind" >".venv/.setup-$kind"
say "Ready: .venv holds Parkloop and everything in $lock"
