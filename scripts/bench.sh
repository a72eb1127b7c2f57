#!/usr/bin/env bash
# `make bench`: the headline figures, one `bench <name> <value> <unit> target <op> <target> <ok|short>` line each.
# Real time on release binaries without LTO, as the local city runs them; the paused clock needs none of that.
# `scripts/bench.sh NAME…` measures chapters: delivery, webhook, segment, count, changes, import, functions.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_rust
need valgrind "install the Debian package valgrind; it counts instructions."
need gzip "install the Debian package gzip; it compresses what Lambda would get."
scripts/setup.sh node python
.venv/bin/pip install --quiet --disable-pip-version-check --requirement benches/requirements.txt
cargo build --release --workspace --bins
if [[ $# -eq 0 ]]; then
  echo "# ── paused clock"
  cargo test --quiet --package usecases --test pace -- --nocapture | grep -o 'bench [a-z].*'
  echo "# ── form"
  npm --prefix web run build --silent |
    awk '/^all of it/ { print "bench form_bytes", $4, "KB target <=", $6, ($4 <= $6 ? "ok" : "short") }'
fi
exec target/release/bench "$@"
