#!/bin/sh
# Has nginx load its configuration, and waits until no worker with the old one takes connections: nginx answers the signal before it reads
# the file. Ends with 99 where it cannot see the workers.
workers() {
    for process in /proc/[0-9]*; do
        title=
        read -r title <"$process/cmdline"
        case $title in "nginx: worker process is shutting down"*) ;; "nginx: worker process"*) echo "${process#/proc/}" ;; esac
    done 2>/dev/null
}
old=$(workers)
[ -n "$old" ] || exit 99
kill -HUP 1 || exit 99
tries=0
while [ $tries -lt 50 ]; do
    left=
    now=$(workers)
    for worker in $old; do case " $(echo $now) " in *" $worker "*) left=yes ;; esac done
    [ -n "$left" ] || exit 0
    tries=$((tries + 1))
    sleep 0.05
done
