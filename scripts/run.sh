#!/usr/bin/env bash
# `make run`: builds what is not fresh, then becomes the city. Wants Rust and Node only.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need_rust
need_node
scripts/setup.sh node
page=web/simulator/dist/index.html
if [[ ! -e $page || -n $(find web -path '*/node_modules' -prune -o -path '*/dist*' -prune -o -type f -newer "$page" -print -quit) ]]; then
  npm --prefix web run build --silent
fi
cargo build --workspace --bins
exec target/debug/city
