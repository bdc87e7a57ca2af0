#!/usr/bin/env bash
# front.sh RELEASE: nginx's files, the three of them together: put in place, read by nginx, loaded. When nginx refuses them the former are back.
# DASHBOARD_NAME=credit.example.org API_NAME=api.credit.example.org deploy/front.sh /opt/pret-a-depenser/releases/…      ROOT=folder: elsewhere
set -euo pipefail
RELEASE=${1:?give the folder of a release}
ROOT=${ROOT:-} NGINX=${NGINX:-nginx}
OURS=$ROOT/etc/nginx/pret-a-depenser TLS=$ROOT/etc/pret-a-depenser/tls
SITE=$ROOT/etc/nginx/conf.d/pret-a-depenser.conf LOADED=$OURS/.loaded
FILES=("$OURS/proxy.conf" "$OURS/site.conf" "$SITE")
"$(dirname "$0")/names.sh"

install -d -m 755 "$OURS" "${SITE%/*}"
install -d -m 700 "$TLS"
for said in "dashboard $DASHBOARD_NAME" "api $API_NAME"; do  # until real certificates are put there
  read -r file name <<<"$said"
  [[ -f $TLS/$file.pem ]] || openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
    -keyout "$TLS/$file.key" -out "$TLS/$file.pem" 2>/dev/null
done

drafts=$(mktemp -d); trap 'rm -rf "$drafts"' EXIT
mkdir "$drafts/former"
cp "$RELEASE"/deploy/nginx/{proxy,site}.conf "$drafts/"
sed "s/@DASHBOARD_NAME@/$DASHBOARD_NAME/; s/@API_NAME@/$API_NAME/" "$RELEASE/deploy/nginx/pret-a-depenser.conf" >"$drafts/${SITE##*/}"
same() { for file in "${FILES[@]}"; do cmp -s "$drafts/${file##*/}" "$file" || return 1; done; }
if same && [[ -e $LOADED ]]; then exit 0; fi  # a reload closes the connections that callers keep: only for a change

rm -f "$LOADED"
for file in "${FILES[@]}"; do
  if [[ -f $file ]]; then cp -p "$file" "$drafts/former/"; fi
  install -m 644 "$drafts/${file##*/}" "$file"
done
if ! $NGINX -t -q; then
  for file in "${FILES[@]}"; do
    if [[ -f $drafts/former/${file##*/} ]]; then cp -p "$drafts/former/${file##*/}" "$file"; else rm "$file"; fi
  done
  echo "front: nginx refuses the files of $RELEASE/deploy/nginx; the former ones are back, nothing was loaded" >&2
  exit 1
fi
$NGINX -s reload
touch "$LOADED"
