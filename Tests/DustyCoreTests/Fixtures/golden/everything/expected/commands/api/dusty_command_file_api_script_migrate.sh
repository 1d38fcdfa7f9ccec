cd '/srv/it'\''s api' || exit
echo "about to migrate"
./migrate "$@"
