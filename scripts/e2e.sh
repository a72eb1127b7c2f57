#!/usr/bin/env bash
# Drives the pages in a browser on free ports: the built LINE simulator alone, then a whole city with the citizens' form;
# beside them a fresh city with the staff console. Whatever was started is stopped again.
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
export SIMULATOR_URL LINE_API_URL LINE_CHANNEL_ID LINE_CHANNEL_SECRET
SIMULATOR_URL=$(address phones)
LINE_API_URL=$(address "LINE API")
LINE_CHANNEL_ID=$(channel channel_id)
LINE_CHANNEL_SECRET=$(channel channel_secret)

ports=()
for port in api admin aws line phones chatbot form staff; do ports+=("--$port-port" 0); done
# city NAME: starts a city with data of its own.
city() {
  "$binaries/city" --data "$folder/$1" "${ports[@]}" >"$folder/$1.log" 2>&1 &
  started+=($!)
  ready $! "$folder/$1.log" test -s "$folder/$1/city.json"
}
of_city() { node -p "JSON.parse(require('fs').readFileSync('$folder/$1/city.json', 'utf8')).$2"; }

# The console is walked meanwhile: it waits for its city more than it works. What it says comes at the end.
city staff
STAFF_URL=$(of_city staff staff_url) FIRST_CODE=$(of_city staff first_administrator_code) \
  FORM_URL=$(of_city staff form_url) PHONES_URL=$(of_city staff phones_url) \
  npm --prefix web run e2e:staff >"$folder/console" 2>&1 &
console=$!
started+=("$console")

npm --prefix web run e2e
city citizens
PHONES_URL=$(of_city citizens phones_url) npm --prefix web run e2e:city

tail -n +1 -f --pid="$console" "$folder/console"
wait "$console"
