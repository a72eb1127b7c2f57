#!/usr/bin/env bash
# Builds the functions with the seeded bugs of the fault bench compiled in (each sleeps until KAIRAN_MUTATION names it)
# and puts them into target/mutated/<profile>, apart from the ordinary ones, which stand again at the end.
#   build-mutated.sh [release]
#
# `--test crate_edges` is no mistake: naming a test lets cargo resolve features as for `--tests`, so that only our own
# crates are compiled a second time; that test itself is among the cheapest to build.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_rust

profile=debug
flags=()
if [[ ${1:-} == release ]]; then profile=release flags=(--release); fi
# The template is the list of functions.
mapfile -t functions < <(sed -n 's|^ *CodeUri: functions/||p' template.yaml | sort -u)

cargo build "${flags[@]}" --workspace --bins --test crate_edges --features usecases/mutations
mkdir -p "target/mutated/$profile"
for function in "${functions[@]}"; do
  # A new file beside the old one, so that a running process keeps its own.
  cp "target/$profile/$function" "target/mutated/$profile/.$function"
  mv "target/mutated/$profile/.$function" "target/mutated/$profile/$function"
done
cargo build "${flags[@]}" --workspace --bins --test crate_edges
echo "seeded bugs are built in target/mutated/$profile"
