#!/usr/bin/env bash
# jobs.sh load-clients --if-needed --data /var/lib/pret-a-depenser | drift --live ...   `python -m jobs` as the API's user, with its settings
# MEMORY=2G: what a job may take (70 % of the machine's), so that a load that grows too large ends, and not a service
set -euo pipefail
# shellcheck source=deploy/as.sh
. "$(dirname "$(realpath "$0")")/as.sh"
if [[ -d /run/systemd/system ]]; then LIMIT=${MEMORY:-70%}; fi
as "${API_USER:-pret-api}" .venv-jobs jobs "$ETC/closed.env" ./release.env "$ETC/api.env" -- "$@"
