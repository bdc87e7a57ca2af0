#!/usr/bin/env bash
# backup.sh restore /var/backups/pret-a-depenser/log/DATE --data /var/lib/pret-a-depenser [--owner ROLE] | take ...
# `python -m deploy.backup` as the API's user, with its settings: what is in PostgreSQL is found by them; PGPASSWORD: the owner's password
set -euo pipefail
# shellcheck source=deploy/as.sh
. "$(dirname "$(realpath "$0")")/as.sh"
as "${API_USER:-pret-api}" .venv-api deploy.backup "$ETC/closed.env" ./release.env "$ETC/api.env" -- "$@"
