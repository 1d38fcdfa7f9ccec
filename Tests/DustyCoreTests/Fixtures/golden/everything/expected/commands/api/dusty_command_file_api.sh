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
# Whether a part was done with just these inputs.
dusty_done() {
    [ -e /.dusty_first_time_started ] || return 1
    while IFS= read -r dusty_line; do
        if [ "$dusty_line" = "$1 $2" ]; then return 0; fi
    done < /.dusty_first_time_started
    return 1
}
# Notes that a part was done.
dusty_note() {
    dusty_rest=
    if [ -e /.dusty_first_time_started ]; then
        while IFS= read -r dusty_line; do
            case "$dusty_line" in
                "$1 "*) ;;
                *) dusty_rest="$dusty_rest$dusty_line
" ;;
            esac
        done < /.dusty_first_time_started
    fi
    printf '%s%s\n' "$dusty_rest" "$1 $2" > /.dusty_first_time_started.new
    mv /.dusty_first_time_started.new /.dusty_first_time_started
}
cd /libs/base
dusty_revision=
if [ -e /command_files/lib_revisions/base ]; then read -r dusty_revision < /command_files/lib_revisions/base || :; fi
if ! dusty_done 'lib base' "faed36f4c33833bd $dusty_revision"; then
make
make install
dusty_note 'lib base' "faed36f4c33833bd $dusty_revision"
fi
cd /libs/widgets
dusty_revision=
if [ -e /command_files/lib_revisions/widgets ]; then read -r dusty_revision < /command_files/lib_revisions/widgets || :; fi
if ! dusty_done 'lib widgets' "db5380ecb0df8558 $dusty_revision"; then
pip install -e .
dusty_note 'lib widgets' "db5380ecb0df8558 $dusty_revision"
fi
cd '/srv/it'\''s api'
export PATH=$PATH:'/srv/it'\''s api'
dusty_once_fn() {
set -e
make install
if [ -f extra ]; then
    echo "extra costs 5$"
fi
}
if ! dusty_done once 05a6bde43dfc9350; then
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
    dusty_note once 05a6bde43dfc9350
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
