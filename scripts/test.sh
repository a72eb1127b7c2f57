#!/usr/bin/env bash
# `make test`: every check, in the order in which a mistake is found soonest. Each step shows its runner's closing
# lines, and everything if it fails; the full output stays in target/steps.
#
# One selection of packages (--workspace, with its tests) from beginning to end: cargo resolves features per selection,
# and another one would compile half the dependencies again. `--tests` leaves out what says `test = false`: nobody links
# thirty programs that hold no test.
set -euo pipefail
. "$(dirname "$0")/common.sh"
export PATH="$PWD/.venv/bin:$PATH" SAM_CLI_TELEMETRY=0
steps=target/steps
mkdir -p "$steps"
begun=$SECONDS

# step NAME LINES COMMAND…: runs a command, shows its last LINES lines, or all of them when it fails.
step() {
  local name=$1 lines=$2 log started=$SECONDS
  shift 2
  log=$steps/${name// /-}.log
  printf '\n── %s\n' "$name"
  if ! "$@" >"$log" 2>&1; then
    cat "$log"
    printf '✗ %s failed after %d s: %s\n' "$name" "$((SECONDS - started))" "$*"
    exit 1
  fi
  grep -v '^[[:space:]]*$' "$log" | tail -n "$lines" || true
  printf '✓ %s, %d s\n' "$name" "$((SECONDS - started))"
}

# beside NAME COMMAND…: begins a command that computes while the steps behind it mostly wait; those come first (nice).
# `joined NAME LINES` waits for it and shows its end, like `step`. What is still under way when a step fails is ended.
declare -A begun_at pid_of
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
beside() {
  local name=$1
  shift
  begun_at[$name]=$SECONDS
  nice -n 19 "$@" >"$steps/${name// /-}.log" 2>&1 &
  pid_of[$name]=$!
}
joined() {
  local name=$1 lines=$2 log=$steps/${1// /-}.log
  printf '\n── %s\n' "$name"
  if ! wait "${pid_of[$name]}"; then
    cat "$log"
    printf '✗ %s failed\n' "$name"
    exit 1
  fi
  grep -v '^[[:space:]]*$' "$log" | tail -n "$lines" || true
  printf '✓ %s, within %d s\n' "$name" "$((SECONDS - begun_at[$name]))"
}

web() { npm --prefix web run "$@"; }

# Clippy is the compiler of our own crates: it finds the same as `cargo clippy`, and what is tested is what was linted.
# `cargo clippy` beforehand would check every dependency once more, two minutes of them. Only `sam build` goes without;
# whatever else runs cargo must find the same compiler, or our crates are all built a second time.
clippy=(RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__)

need_rust
step "format" 1 cargo fmt --all --check
beside "clippy and build" env "${clippy[@]}" cargo build --workspace --lib --bins --tests
step "set-up" 3 scripts/setup.sh node python debian
step "python lints" 1 ruff check tests/template tests/aws_second_opinion benches scripts
step "template lint" 1 cfn-lint --regions ap-northeast-1 --template template.yaml
step "sam validate" 1 sam validate --lint --config-env test
step "template rules" 1 python -m pytest -q -p no:cacheprovider tests/template
step "licences, bans, sources" 1 cargo deny check licenses bans sources
step "web lint" 2 web lint
step "web types" 1 web typecheck
step "web tests" 4 web test
step "web build" 5 web build
step "form in a browser" 2 web e2e:form
step "console in a browser" 2 web e2e:admin
joined "clippy and build" 1
export "${clippy[@]}"
step "rust tests" 1 cargo nextest run --workspace --tests
# Unoptimised: whether it builds and runs is asked here, and optimising would cost three minutes. `make build` and
# `make deploy` build for size.
beside "sam build" env -u RUSTC_WORKSPACE_WRAPPER -u CLIPPY_ARGS CARGO_PROFILE_RELEASE_OPT_LEVEL=0 sam build --beta-features --config-env test
step "web in a browser" 3 scripts/e2e.sh
joined "sam build" 1
step "seeded bugs" 1 scripts/build-mutated.sh
beside "second opinion" python -m pytest -q -p no:cacheprovider tests/aws_second_opinion
step "faults, short" 24 env KAIRAN_SEEDS="${KAIRAN_SEEDS:-2}" scripts/faults.sh
joined "second opinion" 1

printf '\nAll checks passed in %d min %d s.\n' "$(((SECONDS - begun) / 60))" "$(((SECONDS - begun) % 60))"
