#!/usr/bin/env bash
# desk.sh accounts add --name m.durand --full-name 'Marie Durand' --role advisor | accounts list | keys rotate ...   `python -m appli` as the dashboard's user
set -euo pipefail
ROOT=${ROOT:-} DESK_USER=${DESK_USER:-pret-appli}
ETC=$ROOT/etc/pret-a-depenser
cd "$ROOT/opt/pret-a-depenser/current"
set -a
. "$ETC/closed.env"
if [[ -f $ETC/appli.env ]]; then . "$ETC/appli.env"; fi
set +a
umask 077
exec runuser -u "$DESK_USER" -- .venv-appli/bin/python -m appli "$@"
