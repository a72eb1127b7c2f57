#!/usr/bin/env bash
# `make reset`: forgets the local city's data. Refuses while a city is using it.
set -euo pipefail
. "$(dirname "$0")/common.sh"
if (exec 3<>/dev/tcp/127.0.0.1/4566) 2>/dev/null; then
  echo "The city is running (port 4566 answers): stop it with Ctrl-C first." >&2
  exit 1
fi
rm -rf .local
echo "The local city is empty; the next make run starts a new one."
