#!/usr/bin/env bash
# secrets.sh FILE [NAME=VALUE ...]: write the API's settings with secrets of its own, for its reader alone; a FILE that is there is never touched.
set -euo pipefail
file=${1:?give the file to write, such as api.env}; shift
[[ ! -e $file ]] || exit 0
umask 077
{
  printf '%s\n' "$@"
  for secret in KEY_ENCRYPTION_KEY SIGNING_KEY PSEUDONYM_KEY LOG_KEY; do echo "$secret=$(openssl rand -base64 32)"; done
} >"$file.draft"  # .env.example names the others
mv "$file.draft" "$file"
