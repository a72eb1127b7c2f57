#!/usr/bin/env bash
# What only AWS can show, looked at after a deploy: that nobody reaches admin_api but through its front, that the front
# keeps no answer of it, and that it lets in the city's two addresses alone. Reads, and changes nothing.
#   after_deploy.sh STAGE            from one of the two addresses
#   after_deploy.sh STAGE outside    from any other network, such as a phone's
# The stack's outputs are asked for with the AWS CLI, or given: ADMIN_URL and ADMIN_API_URL.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need curl "install curl."
stage=${1:?which stage: test or prod}
place=${2:-inside}
[[ $place == inside || $place == outside ]] || { echo "the second word is 'outside' or nothing, not '$place'." >&2; exit 2; }

# output NAME: one of the stack's outputs.
output() {
  need aws "install the AWS CLI, or give ADMIN_URL and ADMIN_API_URL."
  aws cloudformation describe-stacks --region "${AWS_REGION:-ap-northeast-1}" --stack-name "kairan-$stage" \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text
}
page=${ADMIN_URL:-$(output AdminUrl)}
direct=${ADMIN_API_URL:-$(output AdminApiUrl)}
page=${page%/}
direct=${direct%/}
[[ $page == http* && $direct == http* ]] || { echo "stack kairan-$stage has no AdminUrl or no AdminApiUrl." >&2; exit 2; }

wrong=0
# said GOOD SENTENCE: what was seen, and whether it is as it has to be.
said() {
  if [[ $1 == yes ]]; then echo "ok     $2"; else echo "WRONG  $2"; wrong=1; fi
}
# fetch ADDRESS CURL…: sets `status` and `head` (headers in small letters) of the answer.
status='' head=''
fetch() {
  local address=$1
  shift
  head=$(curl --silent --show-error --max-time 20 --output /dev/null --dump-header - "$@" -- "$address" | tr -d '\r' | tr '[:upper:]' '[:lower:]') || head=''
  status=$(sed -n 's|^http/[0-9.]* \([0-9]*\).*|\1|p' <<<"$head" | tail -n 1)
}
# header NAME: its value in the last answer.
header() { sed -n "s|^$1: *||p" <<<"$head" | tail -n 1; }
# is STATUS: whether the last answer had it.
is() { if [[ $status == "$1" ]]; then echo yes; else echo no; fi; }

for path in / /api/session /api/home; do
  fetch "$direct$path"
  said "$(is 403)" "the Function URL itself, without a signature: $path answers ${status:-nothing}, has to be 403"
done

if [[ $place == outside ]]; then
  for path in / /index.html /people /api/session /api/home /assets/none.js; do
    fetch "$page$path"
    said "$(is 403)" "from outside: $path answers ${status:-nothing}, has to be 403"
  done
  exit $wrong
fi

fetch "$page/"
said "$(is 200)" "from one of the two addresses: / answers ${status:-nothing}, has to be 200"
for turn in 1 2 3; do
  fetch "$page/api/session"
  cached=$(header x-cache)
  said "$(is 200)" "/api/session, time $turn: answers ${status:-nothing}, has to be 200"
  said "$([[ $cached != *hit* ]] && echo yes || echo no)" "/api/session, time $turn: x-cache is '${cached:-not there}', never a hit"
  said "$([[ $(header cache-control) == *no-store* ]] && echo yes || echo no)" "/api/session, time $turn: cache-control is '$(header cache-control)', has to be no-store"
done
if [[ $(header x-cache)$(header via) == *cloudfront* ]]; then
  # A second factor without a password before it: admin_api refuses it and writes nothing down.
  sum=$(printf '{}' | sha256sum)
  other=$(printf '{ }' | sha256sum)
  ask=(--request POST --data '{}' --header 'content-type: application/json' --header 'sec-fetch-site: same-origin')
  fetch "$page/api/session/totp" "${ask[@]}" --header "x-amz-content-sha256: ${sum%% *}"
  said "$(is 401)" "a body with its hash goes through to admin_api: ${status:-nothing}, has to be 401"
  fetch "$page/api/session/totp" "${ask[@]}" --header "x-amz-content-sha256: ${other%% *}"
  said "$(is 403)" "a body with another hash does not: ${status:-nothing}, has to be 403"
fi
echo "       not shown from here: another address. Run 'scripts/after_deploy.sh $stage outside' from another network."
exit $wrong
