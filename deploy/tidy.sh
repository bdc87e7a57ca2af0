#!/usr/bin/env bash
# tidy.sh: end what neither the release that serves nor the one before it needs: other releases (a gigabyte each), other models' stores.
# ROOT=folder: elsewhere than in /
set -euo pipefail
BASE=${ROOT:-}/opt/pret-a-depenser STATE=${ROOT:-}/var/lib/pret-a-depenser SETTINGS=${ROOT:-}/etc/pret-a-depenser/api.env
kept=() named=$(cat "$SETTINGS" 2>/dev/null || true)$'\n'/clients-promised.sqlite  # no model's: the predictions of each
for link in current former; do
  release=$(realpath -qe "$BASE/$link") || continue
  kept+=("$release")
  named+=$'\n'$(cat "$release/release.env" 2>/dev/null || echo "DATABASE_URL=sqlite:///$STATE/clients.sqlite")
done
((${#kept[@]})) || exit 0
for release in "$BASE"/releases/*/; do
  [[ " ${kept[*]} " == *" $(realpath "$release") "* ]] || rm -rf "$release"
done
for store in "$STATE"/clients*.sqlite; do
  [[ ! -f $store || $named == *"/${store##*/}"* ]] || rm -f "$store"-* "$store"
done
