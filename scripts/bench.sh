#!/usr/bin/env bash
# `make bench`: release binaries without LTO, as the second opinion deploys them; prints `bench <name> …` lines.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_rust
need valgrind "install the Debian package valgrind; it counts instructions."
cargo build --release --workspace --bins
exec target/release/bench "$@"
