#!/bin/sh
# As in the public image: redis-server by default, as user redis, in /data, reachable from other containers.
set -e
case "${1:-}" in
    '' | -* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ]; then
    shift
    set -- redis-server "$@" --protected-mode no
    if [ "$(id -u)" = 0 ]; then
        chown -R redis:redis /data
        set -- setpriv --reuid redis --regid redis --clear-groups "$@"
    fi
fi
exec "$@"
