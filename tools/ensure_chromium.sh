#!/bin/sh
# Makes sure that a Chromium is there for the browser tests. CHROMIUM names another one.
set -eu

cd "$(dirname "$0")/.."
. tools/packages.sh

if [ -n "${CHROMIUM:-}" ]; then
    command -v "$CHROMIUM" >/dev/null 2>&1 || stop "CHROMIUM names '$CHROMIUM', which is not a program."
    exit 0
fi
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
need "Chromium, in which the browser tests open the reports" chromium
