#!/usr/bin/env bash
# Prove that the product is up and closed, from the outside in. Exit code 1 and a sentence for each thing that is not.
# API_NAME=api.credit.example.org DASHBOARD_NAME=credit.example.org deploy/check.sh      through nginx, with the certificates and the units
# API=http://127.0.0.1:5000 DASHBOARD=http://127.0.0.1:8050 deploy/check.sh              both services themselves; OPEN=1: a demonstration
# TOKEN=... (scopes score:read and client:read): a client's score too; as root, on the machine, one is drawn for the time of asking
set -uo pipefail
API=${API:-http://127.0.0.1:${API_PORT:-5000}}
DASHBOARD=${DASHBOARD:-http://127.0.0.1:${DASH_PORT:-8050}}
SERVING=${SERVING:-/etc/nginx/pret-a-depenser/serving}
TLS=${TLS:-127.0.0.1:443}
BACKUPS=${BACKUPS:-${ROOT:-}/var/backups/pret-a-depenser}
STALE=26  # hours: a day without a copy, and some
COMMANDS=${COMMANDS:-$(dirname "$(realpath "$0")")/api.sh}
CURL=(curl -fsS --max-time 5)
failed=0
ok() { echo "ok    $*"; }
fail() { echo "FAIL  $*"; failed=1; }
check() {
  local what=$1 wanted=$2 found; shift 2
  if found=$("${CURL[@]}" "$@" 2>&1) && grep -q "$wanted" <<<"$found"; then ok "$what"; else fail "$what: ${found:0:200}"; fi
}
refuses() {
  local found
  found=$("${CURL[@]}" --no-fail -o /dev/null -w '%{http_code}' "$2" 2>&1)
  if [[ $found == 401 ]]; then ok "$1"; else fail "$1: $found"; fi
}
certificate() {  # what nginx serves under a name, not what lies in the folder
  local name=$1 said code
  said=$(openssl s_client -connect "$TLS" -servername "$name" -verify_hostname "$name" </dev/null 2>/dev/null)
  code=$(sed -n 's/^ *Verify return code: \([0-9]*\).*/\1/p' <<<"$said" | head -1)
  if ! openssl x509 -noout -checkend $((7 * 86400)) <<<"$said" >/dev/null 2>&1; then
    fail "the certificate of $name has expired, expires within a week or is not served: $(openssl x509 -noout -enddate <<<"$said" 2>/dev/null)"
  elif [[ $code == 18 ]]; then
    ok "the certificate of $name, which is provisional: put a real one into /etc/pret-a-depenser/tls"
  elif [[ $code == 0 ]]; then
    ok "the certificate of $name"
  else
    fail "the certificate of $name: $(grep -m1 'Verify return code' <<<"$said")"
  fi
}
score() {  # as whoever holds the token, of the first client there is
  local client
  client=$("${CURL[@]}" --config <(bearer "$1") "$API/get_id_client?limit=1" 2>/dev/null | grep -o '[0-9]\{3,\}' | head -1)
  check "a client has a score, or the stop button is pressed" '"score":\|recommendations-off' --no-fail --config <(bearer "$1") "$API/get_score/${client:-none}"
}
copies() {  # how old the last one is that can be restored: the timer may well be up and each of its copies fail
  local name last='' hours
  for name in "$BACKUPS"/log/*/SHA256SUMS; do
    name=${name%/*} name=${name##*/}
    if [[ $name =~ ^[0-9]{8}T[0-9]{6} && -f $BACKUPS/keys/$name/SHA256SUMS ]]; then last=$name; fi  # in the order of time
  done
  if [[ -z $last ]]; then fail "there is no copy in $BACKUPS: systemctl start pret-backup, journalctl -u pret-backup"; return; fi
  hours=$((($(date +%s) - $(date -d "${last:0:8} ${last:9:2}:${last:11:2}:${last:13:2} UTC" +%s)) / 3600))
  if ((hours < STALE)); then ok "the last copy is $hours h old"; else fail "the last copy is $hours h old: see journalctl -u pret-backup"; fi
}
bearer() { printf 'header = "Authorization: Bearer %s"\n' "$1"; }  # not on the command line, which everybody can read

if [[ -n ${API_NAME:-} ]]; then
  certificate "$API_NAME"
  API=https://$API_NAME
  CURL+=(--insecure --connect-to "::$TLS")  # the certificates were looked at above
fi
if [[ -n ${DASHBOARD_NAME:-} ]]; then
  certificate "$DASHBOARD_NAME"
  DASHBOARD=https://$DASHBOARD_NAME
fi
check "the API is alive" '"alive"' "$API/health/live"
check "the model and the clients are in" '"ready"' "$API/health/ready"
check "the dashboard answers" '<html' --location "$DASHBOARD/"
if [[ -n ${OPEN:-} ]]; then
  check "the dashboard has its screens" '"props"' "$DASHBOARD/_dash-layout"
else
  refuses "the dashboard shows nothing to who did not sign in" "$DASHBOARD/_dash-layout"
  refuses "the API answers nobody whom it does not know" "$API/get_id_client"
fi
if [[ $EUID == 0 && -d $SERVING ]]; then copies; fi  # only root reads them
if [[ -n ${TOKEN:-} ]]; then
  score "$TOKEN"
elif [[ $EUID == 0 && -d $SERVING ]]; then
  name=check-$$
  score "$("$COMMANDS" tokens create --name "$name" --scope score:read client:read --expires-days 1 2>/dev/null | head -1)"
  "$COMMANDS" tokens revoke "$name" >/dev/null || fail "the token $name is not revoked: $COMMANDS tokens revoke $name"
fi
if [[ -d $SERVING ]]; then
  colour=$(ls "$SERVING")
  UNITS=${UNITS:-pret-api@$colour.service pret-appli@$colour.service nginx.service pret-backup.timer pret-drift.timer}
fi
for unit in ${UNITS:-}; do
  if ${SYSTEMCTL:-systemctl} is-active -q "$unit"; then ok "$unit"; else fail "$unit: see journalctl -u $unit"; fi
done
exit $failed
