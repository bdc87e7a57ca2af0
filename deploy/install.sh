#!/usr/bin/env bash
# Install this copy of the product as a release on Debian, and switch to it. Run it again as often as you like.
# DASHBOARD_NAME=credit.example.org API_NAME=api.credit.example.org deploy/install.sh
set -euo pipefail
umask 022  # the services enter what is made here; each secret narrows its own
SOURCE=$(cd "$(dirname "$0")/.." && pwd)
BASE=/opt/pret-a-depenser STATE=/var/lib/pret-a-depenser ETC=/etc/pret-a-depenser
fail() { echo "install: $*" >&2; exit 1; }
[[ $EUID == 0 ]] || fail "run it as root"
"$SOURCE/deploy/names.sh"
for program in python3 nginx openssl curl systemctl rsync; do
  command -v "$program" >/dev/null || fail "$program is missing: apt-get install python3-venv nginx openssl curl rsync libgomp1"
done
if [[ -f $SOURCE/.release ]]; then version=$(<"$SOURCE/.release"); else version=$(git -C "$SOURCE" rev-parse --short=12 HEAD 2>/dev/null) || version=''; fi
[[ $version =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || fail "$SOURCE names no version, and git none that root may read: write one, echo 2026.1 >$SOURCE/.release"

for user in pret-api pret-appli; do
  id "$user" >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin "$user"
done
install -d -m 755 "$BASE" "$BASE/releases" /var/www/acme

release=$BASE/releases/$version
if [[ ! -f $release/.complete ]]; then
  "$SOURCE/deploy/copy.sh" "$SOURCE" "$release"
  (cd "$release" && python3 -c 'from pathlib import Path; from deploy import environments; environments.prepare(Path.cwd())')
  # The services may not write there: what is not compiled now would be compiled at each of their starts.
  for name in api appli jobs; do
    "$release/.venv-$name/bin/python" -m compileall -q -j 0 "$release/.venv-$name/lib" "$release/api" "$release/appli" "$release/scoring" || true
  done
  touch "$release/.complete"
fi

DASHBOARD_NAME=$DASHBOARD_NAME "$release/deploy/settings.sh" "$release"
DASHBOARD_NAME=$DASHBOARD_NAME API_NAME=$API_NAME "$release/deploy/front.sh" "$release"

if ! compgen -G "$STATE/*.parquet" >/dev/null && ! compgen -G "$STATE/*.csv" >/dev/null; then
  draft=$(runuser -u pret-api -- mktemp -d)  # the job puts a whole folder in place, which takes a right on the one above
  runuser -u pret-api -- env -C "$release" "$release/.venv-jobs/bin/python" -m jobs demo-data --out "$draft/demo" --clients 10000
  runuser -u pret-api -- cp -r "$draft/demo/." "$STATE/"
  rm -rf "$draft"
fi
"$release/deploy/load.sh" "$release"

started=$(cat "$release"/deploy/systemd/*@.service "$release/release.env" "$ETC"/*.env | sha256sum)  # what the services were started with
if [[ $(realpath -q "$BASE/current") == "$release" && $(cat "$BASE/.started" 2>/dev/null) == "$started" ]]; then
  "$release/deploy/switch.sh" --settle
else
  "$release/deploy/switch.sh" "$release"
  echo "$started" >"$BASE/.started"
fi
"$release/deploy/tidy.sh"
"$release/deploy/jobs.sh" outcomes --keep --data "$STATE" || echo "install: what the model predicts was not kept; pret-drift tries again tonight" >&2
# The first copy is not left to the timer. One that fails is told by the check, once everything is up.
systemctl start pret-backup.service || true
API_NAME=$API_NAME DASHBOARD_NAME=$DASHBOARD_NAME "$release/deploy/check.sh"
if [[ -z $("$release/deploy/desk.sh" accounts list) ]]; then
  echo "install: nobody can sign in yet: $BASE/current/deploy/desk.sh accounts add --name m.durand --full-name 'Marie Durand' --role supervisor"
fi
