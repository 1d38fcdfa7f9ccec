set -e
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
cd /auth
export PATH=$PATH:/auth
if ! dusty_done once af64724c8602eb6e; then
    dusty_note once af64724c8602eb6e
fi
dusty_always_fn() {
set -e
./auth
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
