#!/usr/bin/env bash
# Prove that the product is up, from the outside in. Exit code 1 and a sentence for each thing that is not.
set -uo pipefail
API=${API:-http://127.0.0.1:${API_PORT:-5000}}
DASHBOARD=${DASHBOARD:-http://127.0.0.1:${DASH_PORT:-8050}}
CURL=(curl -fsS --max-time 5)
if [[ -n ${API_NAME:-} ]]; then API=https://$API_NAME; CURL+=(--insecure --connect-to "::127.0.0.1:"); fi
if [[ -n ${DASHBOARD_NAME:-} ]]; then DASHBOARD=https://$DASHBOARD_NAME; fi
failed=0
check() {
  local what=$1 wanted=$2 found; shift 2
  if found=$("${CURL[@]}" "$@" 2>&1) && grep -q "$wanted" <<<"$found"; then echo "ok    $what"; else echo "FAIL  $what: ${found:0:200}"; failed=1; fi
}
refuses() {
  local what=$1 found
  found=$("${CURL[@]}" --no-fail -o /dev/null -w '%{http_code}' "$2" 2>&1)
  if [[ $found == 401 ]]; then echo "ok    $what"; else echo "FAIL  $what: $found"; failed=1; fi
}
check "the API is alive" '"alive"' "$API/health/live"
check "the model and the clients are in" '"ready"' "$API/health/ready"
check "the dashboard answers" '<html' --location "$DASHBOARD/"
if [[ $("${CURL[@]}" -o /dev/null -w '%{http_code}' "$DASHBOARD/") == 303 ]]; then
  refuses "the dashboard shows nothing to who did not sign in" "$DASHBOARD/_dash-layout"
  refuses "the API answers nobody whom it does not know" "$API/get_id_client"
else
  check "the dashboard has its screens" '"props"' "$DASHBOARD/_dash-layout"
fi
for unit in ${UNITS:-}; do
  if systemctl is-active -q "$unit"; then echo "ok    $unit"; else echo "FAIL  $unit: see journalctl -u $unit"; failed=1; fi
done
exit $failed
