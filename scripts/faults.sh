#!/usr/bin/env bash
# The fault bench: KAIRAN_SEEDS of each scenario (2 unless told; KAIRAN_SEED=7 repeats that one), then the seeded bugs.
# Shows a line for each as it ends, and everything when one fails; the full output stays in target/faults.log.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_rust

scripts/build-mutated.sh
cargo build --workspace --lib --bins --tests
log=target/faults.log
if ! cargo nextest run --workspace --tests --profile faults "$@" 2>&1 | tee "$log" | grep --line-buffered -oE 'F-[0-9]+ (seeds )?[a-z0-9_]+ .*|^ *Summary .*'; then
  cat "$log"
  exit 1
fi
