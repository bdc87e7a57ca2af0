# Sourced by api.sh, jobs.sh, desk.sh and backup.sh: one of the command lines as its service's user, with the settings that the service's unit gives it.
# RELEASE=folder: another release than the one that serves      ROOT=folder: elsewhere than in /
# OWNER_URL=address: of the owner of tokens and portfolios, in the place of the ACCESS_URL of the settings, which may not change them
# shellcheck shell=bash disable=SC2034
ROOT=${ROOT:-}
ETC=$ROOT/etc/pret-a-depenser

give() {  # give FILE: export what it says as systemd's EnvironmentFile= would; nothing is evaluated, and what would be read otherwise is refused
  local line text value name number=0 blank=$' \t\r' named='^([A-Za-z_][A-Za-z0-9_]*)=(.*)$'
  local double='^"([^"\\]*)"$' single="^'([^'\\\\]*)'\$" plain="^([^\"'\\\\][^\\\\]*)?\$"
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    text=${line#"${line%%[!"$blank"]*}"}
    text=${text%"${text##*[!"$blank"]}"}
    if [[ -z $text || $text == [#\;]* ]]; then continue; fi
    if [[ $text =~ $named ]]; then
      name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
      value=${value#"${value%%[!"$blank"]*}"}
      if [[ $value =~ $double || $value =~ $single || $value =~ $plain ]]; then export "$name=${BASH_REMATCH[1]:-}"; continue; fi
    fi
    echo "$1, line $number: write NAME=value, without a backslash, and quotes around all of the value or none" >&2  # it may be a secret: not shown
    exit 1
  done <"$1"
}

as() {  # as USER ENVIRONMENT MODULE SETTINGS... -- WORDS...
  local user=$1 environment=$2 module=$3 caller=${SUDO_USER:-${LOGNAME:-root}}; shift 3
  cd "${RELEASE:-$ROOT/opt/pret-a-depenser/current}" || exit 1
  umask 077
  while [[ $1 != -- ]]; do
    if [[ -f $1 ]]; then give "$1"; fi
    shift
  done
  shift
  if [[ -n ${OWNER_URL:-} ]]; then export ACCESS_URL=$OWNER_URL; fi
  # Whoever asked is named in the log of decisions, not the service's user.
  exec ${LIMIT:+systemd-run --scope --quiet -p "MemoryMax=$LIMIT"} \
    runuser -u "$user" -- env LOGNAME="$caller" "$environment/bin/python" -m "$module" "$@"
}
