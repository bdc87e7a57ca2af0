#!/usr/bin/env bash
# api.sh verify | mode manual --reason "..." | purge --on 2026-11-23 | tokens list ...   `python -m api` as the API's user, with its settings
set -euo pipefail
# shellcheck source=deploy/as.sh
. "$(dirname "$(realpath "$0")")/as.sh"
as "${API_USER:-pret-api}" .venv-api api "$ETC/closed.env" ./release.env "$ETC/api.env" -- "$@"
