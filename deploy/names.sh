#!/usr/bin/env bash
# names.sh: refuse what are not the names of two sites, before they are written anywhere.      DASHBOARD_NAME, API_NAME
set -euo pipefail
LC_ALL=C
label='[a-z0-9]([a-z0-9-]*[a-z0-9])?'
fail() { echo "names: $*" >&2; exit 1; }
for variable in DASHBOARD_NAME API_NAME; do
  name=${!variable:-}
  [[ $name =~ ^$label(\.$label)*$ ]] || fail "give $variable, a site's bare name in small letters, such as credit.example.org; not '$name'"
  ((${#name} <= 64)) || fail "$variable is longer than the 64 letters that a certificate names: '$name'"
done
[[ $DASHBOARD_NAME != "$API_NAME" ]] || fail "DASHBOARD_NAME and API_NAME are two sites: not '$API_NAME' twice"
