#!/usr/bin/env bash
# load.sh RELEASE: the clients as the release's model sees them, in a store of that model's own and of the release's layout: the one that serves is not touched.
# docs/decisions/0019-a-store-for-each-model.md      ROOT=folder: elsewhere than in /
set -euo pipefail
RELEASE=${1:?give the folder of a release}
STATE=${ROOT:-}/var/lib/pret-a-depenser
cd "$RELEASE"
version=$(.venv-jobs/bin/python -c 'from pathlib import Path; from scoring import model, store; print(model.load(Path("models")).version, store.LAYOUT, sep="-")')
echo "DATABASE_URL=sqlite:///$STATE/clients-$version.sqlite" >release.env.draft  # the units read it before api.env, which may say otherwise
mv release.env.draft release.env
RELEASE=$RELEASE deploy/jobs.sh load-clients --data "$STATE" --if-needed
