#!/usr/bin/env bash
# switch.sh RELEASE    bring a release up on the idle colour, then send requests there: none is dropped (the one that serves: restart it so)
# switch.sh --back     go back to the release that served before (rollback: one command, seconds)
# switch.sh --settle   finish a switch that was interrupted: the former colour ends, and stays down when the machine starts again
set -euo pipefail
BASE=${BASE:-/opt/pret-a-depenser}
SERVING=${SERVING:-/etc/nginx/pret-a-depenser/serving}  # one empty file, named as the colour: nginx looks at each request, and is not reloaded
SYSTEMCTL=${SYSTEMCTL:-systemctl}
UNIT_FILES=${UNIT_FILES:-/etc/systemd/system}
DRAIN=${DRAIN:-35}          # seconds: longer than the longest answer (proxy_read_timeout)
PATIENCE=${PATIENCE:-60}
declare -A API_PORT=([blue]=${BLUE_API:-5010} [green]=${GREEN_API:-5011}) DASH_PORT=([blue]=${BLUE_DASH:-8060} [green]=${GREEN_DASH:-8061})

trap '' PIPE HUP  # who reads this may go away: an SSH session that is cut leaves nothing half done
say() { echo "switch: $*" 2>/dev/null || true; }
fail() { echo "switch: $*" >&2 || true; exit 1; }
systemd() { $SYSTEMCTL "$@" 9>&-; }
point() { ln -sfn "$1" "$2.new" && mv -T "$2.new" "$2"; }
serving() { for colour in blue green; do if [[ -e $SERVING/$colour ]]; then echo $colour; return; fi; done; echo none; }

remember() {  # which release serves, and which one did before
  local release; release=$(realpath "$BASE/$1")
  [[ $(realpath -q "$BASE/current") != "$release" ]] || return 0
  if [[ -e $BASE/current ]]; then point "$(realpath "$BASE/current")" "$BASE/former"; fi
  point "$release" "$BASE/current"
}
place() {  # a release's units and no others: what it changed comes with it, and goes with it
  local unit changed=''
  [[ -d $1/deploy/systemd ]] || return 0
  install -d -m 755 "$UNIT_FILES"
  for unit in "$1"/deploy/systemd/*; do
    if ! cmp -s "$unit" "$UNIT_FILES/${unit##*/}"; then install -m 644 "$unit" "$UNIT_FILES/"; changed=1; fi
  done
  for unit in "$UNIT_FILES"/pret-*; do
    if [[ -f $unit && ! -e $1/deploy/systemd/${unit##*/} ]]; then
      [[ $unit == *@* ]] || systemd disable -q --now "${unit##*/}" || true
      rm "$unit"; changed=1
    fi
  done
  [[ -z $changed ]] || systemd daemon-reload
}
settle() {  # whatever was done of it already; once begun it is finished
  trap '' INT TERM
  local now other timer
  now=$(serving)
  [[ $now != none ]] || return 0
  [[ $now == blue ]] && other=green || other=blue
  remember "$now"
  place "$BASE/current"
  for timer in "$BASE"/current/deploy/systemd/*.timer; do if [[ -f $timer ]]; then systemd enable -q --now "${timer##*/}"; fi; done
  systemd enable -q "pret-api@$now" "pret-appli@$now"
  systemd disable -q "pret-api@$other" "pret-appli@$other"
  say "$now serves $(realpath "$BASE/current")"
  if systemd is-active -q "pret-api@$other" || systemd is-active -q "pret-appli@$other"; then
    sleep "$DRAIN" 9>&-  # the former colour finishes what it is answering
    systemd stop "pret-appli@$other" "pret-api@$other"
  fi
}

abandon() {
  systemd stop "pret-appli@$next" "pret-api@$next"
  if [[ $now != none ]]; then place "$BASE/current"; fi
  fail "$*; $now still serves, nothing changed. See: journalctl -u 'pret-*@$next'"
}
wait_for() {
  local end=$((SECONDS + PATIENCE))
  until curl -fsS -o /dev/null --max-time 2 "$1" 2>/dev/null; do
    ((SECONDS < end)) || abandon "$1 is not ready after $PATIENCE s"
    sleep 0.2
  done
}

[[ $# == 1 ]] || fail "give the folder of a release, --back or --settle"
install -d -m 755 "$SERVING"  # whatever the umask: nginx must see the colour, or it stays on the one that is about to stop
exec 9>"$BASE/.switching"
flock -w 300 9 || fail "another switch is under way"
if [[ $1 == --settle ]]; then settle; exit; fi
now=$(serving)
[[ $now == blue ]] && next=green || next=blue
if [[ $now != none ]]; then remember "$now"; fi
if [[ $1 == --back ]]; then
  release=$(realpath -qe "$BASE/former") || fail "nothing ran before: there is no $BASE/former"
else
  release=$(realpath -qe "$1") || fail "$1 does not exist"
fi
[[ -x $release/.venv-api/bin/python && -x $release/.venv-appli/bin/python ]] || fail "$release has no environments: run deploy/install.sh"

trap 'abandon "interrupted"' INT TERM
point "$release" "$BASE/$next"
place "$release"
systemd restart "pret-api@$next" || abandon "pret-api@$next does not start"
wait_for "http://127.0.0.1:${API_PORT[$next]}/health/ready"
systemd restart "pret-appli@$next" || abandon "pret-appli@$next does not start"
wait_for "http://127.0.0.1:${DASH_PORT[$next]}/"
if [[ $now == none ]]; then touch "$SERVING/$next"; else mv -T "$SERVING/$now" "$SERVING/$next"; fi
settle
