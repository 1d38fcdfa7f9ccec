#!/bin/sh
# Lima runs this as root at every start of a machine.
set -eu
if ! command -v dockerd >/dev/null || ! command -v rsync >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update
  apt-get -yq --no-install-recommends install docker.io iptables rsync
fi
usermod -aG docker "$LIMA_CIDATA_USER"
