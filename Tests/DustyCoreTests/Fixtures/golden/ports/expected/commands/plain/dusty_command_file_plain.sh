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
if ! dusty_done once af64724c8602eb6e; then
    dusty_note once af64724c8602eb6e
fi
