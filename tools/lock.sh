#!/bin/sh
# Writes requirements/*.txt anew from pyproject.toml: newest versions, hashes, no download addresses.
# Needs the network. uv is used here only, in a folder of its own.
set -eu

cd "$(dirname "$0")/.."
. tools/packages.sh

if [ ! -x build/uv/bin/uv ]; then
    "${PYTHON:-python3}" -m venv build/uv
    build/uv/bin/python -m pip --disable-pip-version-check --quiet install uv
fi

compile() {
    build/uv/bin/uv pip compile pyproject.toml "$@" --upgrade --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-config --quiet >/dev/null
}

compile --group build --output-file requirements/base.txt
# The constraint keeps both locks at the same versions.
compile --group dev --constraint requirements/base.txt --output-file requirements/dev.txt
say "Wrote requirements/base.txt and requirements/dev.txt; now run: make test"
