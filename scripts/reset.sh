#!/usr/bin/env bash
# `make reset`: forgets the local city's data. Refuses while a city is using it, on whatever ports.
set -euo pipefail
. "$(dirname "$0")/common.sh"
in_use() {
  [[ -e .local/lock ]] || return 1
  if command -v flock >/dev/null; then
    ! flock --nonblock .local/lock true
  else
    (exec 3<>/dev/tcp/127.0.0.1/4566) 2>/dev/null
  fi
}
if in_use; then
  echo "The city is running: stop it with Ctrl-C first." >&2
  exit 1
fi
rm -rf .local
echo "The local city is empty; the next make run starts a new one."
