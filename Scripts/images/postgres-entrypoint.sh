#!/bin/sh
# The part of the public image's entry point that people use: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB,
# POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD, PGDATA and /docker-entrypoint-initdb.d.
set -e

case "${1:-}" in
    '' | -*) set -- postgres "$@" ;;
esac
[ "$1" = postgres ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /run/postgresql
    chown -R postgres:postgres "$PGDATA" /run/postgresql
    chmod 700 "$PGDATA"
    exec setpriv --reuid postgres --regid postgres --clear-groups "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    user=${POSTGRES_USER:-postgres}
    database=${POSTGRES_DB:-$user}
    method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
    if [ -z "$POSTGRES_PASSWORD" ] && [ "$method" != trust ]; then
        echo 'Error: Database is uninitialized and superuser password is not specified (POSTGRES_PASSWORD).' >&2
        exit 1
    fi
    password_file=$(mktemp)
    printf '%s\n' "$POSTGRES_PASSWORD" >"$password_file"
    # shellcheck disable=SC2086 # several arguments by design
    initdb --username="$user" --pwfile="$password_file" --auth-local=trust --auth-host="$method" \
        $POSTGRES_INITDB_ARGS
    rm -f "$password_file"
    printf 'host all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"

    # No client outside may connect before the set-up is complete.
    pg_ctl -w -o "-c listen_addresses=''" start
    if [ "$database" != postgres ]; then
        psql -v ON_ERROR_STOP=1 -U "$user" -d postgres -v name="$database" <<'SQL'
CREATE DATABASE :"name";
SQL
    fi
    for file in /docker-entrypoint-initdb.d/*; do
        case "$file" in
            *.sh) sh "$file" ;;
            *.sql) psql -v ON_ERROR_STOP=1 -U "$user" -d "$database" -f "$file" ;;
            *.sql.gz) gunzip -c "$file" | psql -v ON_ERROR_STOP=1 -U "$user" -d "$database" ;;
        esac
    done
    pg_ctl -w -m fast stop
fi

exec "$@" -c 'listen_addresses=*'
