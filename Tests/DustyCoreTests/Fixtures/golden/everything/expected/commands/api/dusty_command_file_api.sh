set -e
if [ -f /dusty_assets/key ]; then
    mkdir -p /root
    cp -f /dusty_assets/key /root/key
    chmod 600 /root/key
fi
if [ -f /dusty_assets/hint ]; then
    mkdir -p /root
    cp -f /dusty_assets/hint /root/hint
    chmod 600 /root/hint
fi
cd /libs/base
make
make install
cd /libs/widgets
pip install -e .
cd '/srv/it'\''s api'
export PATH=$PATH:'/srv/it'\''s api'
dusty_once_fn() {
set -e
make install
if [ -f extra ]; then
    echo "extra costs 5$"
fi
}
if [ ! -e /.dusty_first_time_started ]; then
    mkdir -p "$(dirname /var/log/dusty_once_fn.log)" "$(dirname /tmp/dusty_once_fn.$$)"
    rm -f /tmp/dusty_once_fn.$$
    mkfifo /tmp/dusty_once_fn.$$
    tee /var/log/dusty_once_fn.log < /tmp/dusty_once_fn.$$ &
    dusty_tee=$!
    # Not in a condition: there the shell would ignore failing commands.
    set +e
    ( dusty_once_fn ) > /tmp/dusty_once_fn.$$ 2>&1
    dusty_status=$?
    wait "$dusty_tee"
    set -e
    rm -f /tmp/dusty_once_fn.$$
    if [ "$dusty_status" -ne 0 ]; then exit "$dusty_status"; fi
    touch /.dusty_first_time_started
fi
dusty_always_fn() {
set -e
echo starting
./serve --port 8080
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
