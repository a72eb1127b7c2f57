#!/usr/bin/env bash
# Drives the phones in a browser, twice, on free ports: the built LINE simulator alone, then a whole city with the
# citizens' form. Whatever was started is stopped again.
set -euo pipefail
. "$(dirname "$0")/common.sh"
binaries=${KAIRAN_BINARIES:-target/debug}
folder=$(mktemp -d)
: >"$folder/log"
started=()
stop() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap stop EXIT

# ready PID LOG COMMAND…: waits until COMMAND succeeds; shows LOG if PID has ended or it takes too long.
ready() {
  local pid=$1 log=$2
  shift 2
  for _ in {1..300}; do
    "$@" && return
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$log" >&2
  exit 1
}

"$binaries/line_simulator" --api 127.0.0.1:0 --control 127.0.0.1:0 --page web/simulator/dist \
  --channel "$folder/channel.json" --no-rate >"$folder/log" 2>&1 &
started+=($!)
address() { awk -v name="$1" 'index($0, name) == 1 { print $NF }' "$folder/log"; }
channel() { node -p "JSON.parse(require('fs').readFileSync('$folder/channel.json', 'utf8')).$1"; }
ready "${started[0]}" "$folder/log" grep -q ^phones "$folder/log"
export SIMULATOR_URL LINE_API_URL LINE_CHANNEL_ID LINE_CHANNEL_SECRET PHONES_URL
SIMULATOR_URL=$(address phones)
LINE_API_URL=$(address "LINE API")
LINE_CHANNEL_ID=$(channel channel_id)
LINE_CHANNEL_SECRET=$(channel channel_secret)
npm --prefix web run e2e

ports=()
for port in api admin aws line phones chatbot form; do ports+=("--$port-port" 0); done
"$binaries/city" --data "$folder/city" "${ports[@]}" >"$folder/city.log" 2>&1 &
started+=($!)
ready "${started[1]}" "$folder/city.log" test -s "$folder/city/city.json"
PHONES_URL=$(node -p "JSON.parse(require('fs').readFileSync('$folder/city/city.json', 'utf8')).phones_url")
npm --prefix web run e2e:city
