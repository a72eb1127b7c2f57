#!/usr/bin/env bash
# Asks the two lists of known weaknesses (RustSec for crates, npm for packages) about everything that goes out;
# `make deploy` begins with it. Ends with a mistake where a list names something of ours, and just the same where a list
# could not be asked: nothing goes out unasked. `make test` does not ask, because the lists change by themselves.
#
# One way past, for an emergency: KAIRAN_DEPLOY_ANYWAY="why it cannot wait, and who decided so". The lists are asked all
# the same, and these words stand in the output of the deploy.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need cargo "install Rust 1.95 or newer from https://rustup.rs."
need npm "install npm; it comes with Node.js from https://nodejs.org."

# A reason is at least this long; "1" or "yes" is none.
reason_letters=10
wrong=()

# asked LIST CLEAN FOUND COMMAND…: asks a list. Only a command that ends well and says CLEAN is clean; what says FOUND (a
# pattern) names something of ours; anything else was not asked, whatever its status.
asked() {
  local list=$1 clean=$2 found=$3 said status=0
  shift 3
  said=$("$@" 2>&1) || status=$?
  printf '── %s: %s\n%s\n' "$list" "$*" "$said"
  if [[ $status -eq 0 && $said == *"$clean"* ]]; then
    return
  elif [[ $said =~ $found ]]; then
    wrong+=("WEAK     $list names something that goes out: replace it, or show that it does not concern us.")
  else
    wrong+=("UNASKED  $list could not be asked (status $status): try again from a machine with a line.")
  fi
}

asked "RustSec, crates" "advisories ok" "advisories FAILED" cargo deny --color never check advisories
# Whoever's npm is set to work without a line, or to overlook small weaknesses, would hear "found 0 vulnerabilities".
asked "npm, packages" "found 0 vulnerabilities" "[1-9][0-9]* ([a-z]+ severity )?vulnerabilit" \
  npm --prefix web audit --omit=dev --audit-level=low --no-offline --no-color --package-lock-only

if [[ ${#wrong[@]} -eq 0 ]]; then
  echo "ok       both lists were asked on $(date -u +%F): nothing that goes out has a known weakness."
  exit 0
fi
printf '%s\n' "${wrong[@]}"
reason=${KAIRAN_DEPLOY_ANYWAY:-}
if [[ ${#reason} -ge $reason_letters ]]; then
  echo "ANYWAY   it goes on by the word of whoever deploys: $reason"
  exit 0
fi
echo "Nothing is deployed. docs/runbooks/weaknesses.md says what to do. Where it cannot wait, say why and who decided so:"
echo "         KAIRAN_DEPLOY_ANYWAY=\"a sentence\" make deploy"
exit 1
