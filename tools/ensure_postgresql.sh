#!/bin/sh
# Makes sure, where it can, that the system's own PostgreSQL is there: the site is tested with it
# beside the embedded one. Without it those tests are left out.
set -eu

cd "$(dirname "$0")/.."
. tools/packages.sh

for initdb in /usr/lib/postgresql/*/bin/initdb; do
    if [ -x "$initdb" ]; then
        exit 0
    fi
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    say "The system's PostgreSQL is not there; tests with it are left out (apt-get install postgresql)"
    exit 0
fi
# The programs only: no server is made or started on this machine.
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
fi
need "the system's PostgreSQL, with which the site is tested" postgresql
