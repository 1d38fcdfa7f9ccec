set -e
if [ ! -e /.dusty_first_time_started ]; then
    touch /.dusty_first_time_started
fi
dusty_always_fn() {
set -e
nginx
}
exec 3<&0
trap 'trap "" TERM; kill -TERM 0' TERM INT QUIT HUP
( trap 'exit 143' TERM; dusty_always_fn ) <&3 3<&- &
dusty_always=$!
exec 3<&-
while :; do
    dusty_status=0
    wait "$dusty_always" || dusty_status=$?
    kill -0 "$dusty_always" 2>/dev/null || exit "$dusty_status"
done
