#!/usr/bin/env bash
# Drives the phones in a browser: starts the built LINE simulator on free ports, runs Playwright, stops it again.
set -euo pipefail
. "$(dirname "$0")/common.sh"
folder=$(mktemp -d)
: >"$folder/log"
target/debug/line_simulator --api 127.0.0.1:0 --control 127.0.0.1:0 --page web/simulator/dist \
  --channel "$folder/channel.json" --no-rate >"$folder/log" 2>&1 &
simulator=$!
trap 'kill "$simulator" 2>/dev/null || true; wait "$simulator" 2>/dev/null || true; rm -rf "$folder"' EXIT

address() { awk -v name="$1" 'index($0, name) == 1 { print $NF }' "$folder/log"; }
channel() { node -p "JSON.parse(require('fs').readFileSync('$folder/channel.json', 'utf8')).$1"; }

for _ in {1..50}; do
  [[ -n $(address phones) ]] && break
  kill -0 "$simulator" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
  sleep 0.1
done
export SIMULATOR_URL LINE_API_URL LINE_CHANNEL_ID LINE_CHANNEL_SECRET
SIMULATOR_URL=$(address phones)
LINE_API_URL=$(address "LINE API")
LINE_CHANNEL_ID=$(channel channel_id)
LINE_CHANNEL_SECRET=$(channel channel_secret)
npm --prefix web run e2e
