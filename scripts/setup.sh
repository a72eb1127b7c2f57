#!/usr/bin/env bash
# Sets up what the named parts need, and nothing that is already there: setup.sh [node] [python] [debian]
set -euo pipefail
. "$(dirname "$0")/common.sh"

set_up_node() {
  need_node
  if stale web/node_modules/.package-lock.json web/package-lock.json; then
    npm --prefix web ci --loglevel=error
  fi
}

set_up_python() {
  need python3 "install Python 3.11 or newer."
  local second_opinion=tests/aws_second_opinion/requirements.txt
  if stale .venv/.complete requirements.txt "$second_opinion"; then
    python3 -m venv .venv || { echo "python3 cannot make virtual environments: install python3-venv." >&2; exit 1; }
    .venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --requirement "$second_opinion"
    touch .venv/.complete
  fi
}

# What the tests need beyond Rust, Node and Python, as Debian calls it.
set_up_debian() {
  local missing=()
  command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || missing+=(chromium-headless-shell)
  [[ -n $(fc-list :lang=ja 2>/dev/null) ]] || missing+=(fonts-noto-cjk)
  compgen -G '/usr/lib/*/faketime/libfaketime.so.1' >/dev/null || missing+=(libfaketime)
  command -v valgrind >/dev/null || missing+=(valgrind)
  [[ ${#missing[@]} -eq 0 ]] && return
  if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends -y "${missing[@]}" >/dev/null
  else
    echo "The tests need these Debian packages or their like: ${missing[*]}." >&2
    exit 1
  fi
}

need_rust
for part in "$@"; do "set_up_$part"; done
