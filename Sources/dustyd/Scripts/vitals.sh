#!/bin/sh
# Prints files and figures, each after a line with its name. $1 is a path on the file system that matters.
part() { printf '==> %s\n' "$1"; }
part /proc/stat; grep -E '^(cpu |btime )' /proc/stat
part /proc/meminfo; grep -E '^Mem(Total|Available):' /proc/meminfo
part /etc/os-release; grep '^PRETTY_NAME=' /etc/os-release
part cpus; grep -c '^processor' /proc/cpuinfo
part df; df -P -k "$1"
part time; date +%s
part rsync; command -v rsync
true
