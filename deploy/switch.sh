#!/usr/bin/env bash
# switch.sh RELEASE   bring a release up on the idle colour, then send requests there: none is dropped
# switch.sh --back    go back to what ran before (rollback: one command, seconds)
set -euo pipefail
BASE=${BASE:-/opt/pret-a-depenser}
SERVING=${SERVING:-/etc/nginx/pret-a-depenser/serving}  # one empty file, named as the colour: nginx looks at each request, and is not reloaded
SYSTEMCTL=${SYSTEMCTL:-systemctl}
DRAIN=${DRAIN:-35}          # seconds: longer than the longest answer (proxy_read_timeout)
PATIENCE=${PATIENCE:-60}
declare -A API_PORT=([blue]=${BLUE_API:-5010} [green]=${GREEN_API:-5011}) DASH_PORT=([blue]=${BLUE_DASH:-8060} [green]=${GREEN_DASH:-8061})

say() { echo "switch: $*"; }
fail() { echo "switch: $*" >&2; exit 1; }

[[ $# == 1 ]] || fail "give the folder of a release, or --back"
mkdir -p "$SERVING"
now=none
for colour in blue green; do if [[ -e $SERVING/$colour ]]; then now=$colour; fi; done
[[ $now == blue ]] && next=green || next=blue

if [[ $1 == --back ]]; then
  [[ -e $BASE/$next ]] || fail "nothing ran before: there is no $BASE/$next"
else
  release=$(realpath -e "$1") || fail "$1 does not exist"
  [[ -x $release/.venv-api/bin/python && -x $release/.venv-appli/bin/python ]] || fail "$release has no environments: run deploy/install.sh"
  ln -sfn "$release" "$BASE/$next"
fi

ready() { curl -fsS -o /dev/null --max-time 2 "$1" 2>/dev/null; }
wait_for() {
  local end=$((SECONDS + PATIENCE))
  until ready "$1"; do
    ((SECONDS < end)) || { $SYSTEMCTL stop "pret-appli@$next" "pret-api@$next"; fail "$1 is not ready after $PATIENCE s; $now still serves, nothing changed. See: journalctl -u 'pret-*@$next'"; }
    sleep 0.2
  done
}
$SYSTEMCTL restart "pret-api@$next"
wait_for "http://127.0.0.1:${API_PORT[$next]}/health/ready"
$SYSTEMCTL restart "pret-appli@$next"
wait_for "http://127.0.0.1:${DASH_PORT[$next]}/"

if [[ $now == none ]]; then touch "$SERVING/$next"; else mv -T "$SERVING/$now" "$SERVING/$next"; fi
ln -sfn "$(realpath "$BASE/$next")" "$BASE/current"
$SYSTEMCTL enable -q "pret-api@$next" "pret-appli@$next"
say "$next serves $(realpath "$BASE/$next")"

if [[ $now != none ]]; then
  sleep "$DRAIN"  # the former colour finishes what it is answering
  $SYSTEMCTL disable -q "pret-api@$now" "pret-appli@$now"
  $SYSTEMCTL stop "pret-appli@$now" "pret-api@$now"
fi
