set -e
if [ ! -e /.dusty_first_time_started ]; then
    touch /.dusty_first_time_started
fi
