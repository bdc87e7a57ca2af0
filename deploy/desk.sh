#!/usr/bin/env bash
# desk.sh accounts add --name m.durand --full-name 'Marie Durand' --role advisor | accounts list | keys rotate ...   `python -m appli` as the dashboard's user
set -euo pipefail
# shellcheck source=deploy/as.sh
. "$(dirname "$(realpath "$0")")/as.sh"
as "${DESK_USER:-pret-appli}" .venv-appli appli "$ETC/closed.env" "$ETC/appli.env" -- "$@"
