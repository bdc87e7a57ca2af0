#!/usr/bin/env bash
# check.sh: the workflows and docker-compose.yml by their schemas, the workflows by zizmor; the same versions everywhere (`make check-deploy`).
set -euo pipefail
cd "$(dirname "$0")/.."
tools=.venv-check/bin
if ! cmp -s .github/requirements.txt .venv-check/built-from; then
  "${PYTHON:-python3}" -m venv --clear .venv-check
  "$tools/pip" install --quiet --disable-pip-version-check --only-binary :all: -r .github/requirements.txt
  cp .github/requirements.txt .venv-check/built-from
fi
"$tools/check-jsonschema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
"$tools/check-jsonschema" --builtin-schema vendor.compose-spec docker-compose.yml
"$tools/zizmor" --offline --no-progress --min-severity medium .github/workflows
