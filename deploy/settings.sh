#!/usr/bin/env bash
# settings.sh RELEASE: folders, secrets, the dashboard's key, and the settings of both services, closed. What was drawn once is kept.
# DASHBOARD_NAME=credit.example.org deploy/settings.sh /opt/pret-a-depenser/releases/…      ROOT=folder: elsewhere than in /
set -euo pipefail
RELEASE=${1:?give the folder of a release}
ROOT=${ROOT:-} API_USER=${API_USER:-pret-api} DESK_USER=${DESK_USER:-pret-appli}
ETC=$ROOT/etc/pret-a-depenser STATE=$ROOT/var/lib/pret-a-depenser DESK=$ROOT/var/lib/pret-appli
: "${DASHBOARD_NAME:?give DASHBOARD_NAME, the name of the dashboard\'s site}"

install -d -m 755 "${ETC%/*}" "${STATE%/*}" "$ROOT/var/backups"
install -d -m 750 -g "$API_USER" "$ETC"
install -d -m 700 -o "$API_USER" -g "$API_USER" "$STATE" "$STATE/outcomes" "$ROOT/var/backups/pret-a-depenser"  # outcomes: no table of clients may lie beside the tables
install -d -m 711 -o "$DESK_USER" -g "$DESK_USER" "$DESK"       # the API goes through, to the public half of the key
install -d -m 755 -o "$DESK_USER" -g "$DESK_USER" "$DESK/desk"

"$RELEASE/deploy/secrets.sh" "$ETC/api.env" "DATA_DIR=$STATE" API_WORKERS=2 OMP_WAIT_POLICY=PASSIVE
if [[ ! -f $DESK/desk/identity.pem ]]; then
  draft=$(mktemp -d); trap 'rm -rf "$draft"' EXIT
  (cd "$RELEASE" && DESK_KEYS=$draft .venv-appli/bin/python -m appli keys create >/dev/null)
  install -m 644 -o "$DESK_USER" -g "$DESK_USER" "$draft/jwks.json" "$DESK/desk/jwks.json"  # first: known before anything is signed
  install -m 600 -o "$DESK_USER" -g "$DESK_USER" "$draft/identity.pem" "$DESK/desk/identity.pem"
fi
# Both units read it first; api.env and appli.env say otherwise.
printf '%s\n' ACCESS=closed JWT_ISSUER=pret-a-depenser-dashboard "JWKS=$DESK/desk/jwks.json" "DESK_KEYS=$DESK/desk" \
  "ACCOUNTS=$DESK/accounts.sqlite" "PUBLIC_URL=https://$DASHBOARD_NAME" >"$ETC/closed.env"
for colour in "blue ${BLUE_API:-5010} ${BLUE_DASH:-8060}" "green ${GREEN_API:-5011} ${GREEN_DASH:-8061}"; do
  read -r name api dash <<<"$colour"
  printf 'API_PORT=%s\nDASH_PORT=%s\nAPI_URL=http://127.0.0.1:%s\n' "$api" "$dash" "$api" >"$ETC/$name.env"
done
