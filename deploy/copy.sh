#!/usr/bin/env bash
# copy.sh SOURCE RELEASE: the code as a release, root's whoever brought it: root runs it, the services read it, nobody else writes there.
set -euo pipefail
SOURCE=${1:?give the folder of the code} RELEASE=${2:?give the folder of the release}
rsync -a --delete --chown=root:root --chmod=u+rwX,go+rX,go-w --exclude='.git' --exclude='.venv*' --exclude='/data' "$SOURCE/" "$RELEASE/"
