# Sourced by api.sh, jobs.sh and desk.sh: one of the command lines as its service's user, with the settings that the service's unit gives it.
# RELEASE=folder: another release than the one that serves      ROOT=folder: elsewhere than in /
# shellcheck shell=bash disable=SC2034
ROOT=${ROOT:-}
ETC=$ROOT/etc/pret-a-depenser

as() {  # as USER ENVIRONMENT MODULE SETTINGS... -- WORDS...
  local user=$1 environment=$2 module=$3 caller=${SUDO_USER:-${LOGNAME:-root}}; shift 3
  cd "${RELEASE:-$ROOT/opt/pret-a-depenser/current}" || exit 1
  umask 077
  set -a
  while [[ $1 != -- ]]; do
    # shellcheck source=/dev/null
    if [[ -f $1 ]]; then . "$1"; fi
    shift
  done
  set +a
  shift
  # Whoever asked is named in the log of decisions, not the service's user.
  exec ${LIMIT:+systemd-run --scope --quiet -p "MemoryMax=$LIMIT"} \
    runuser -u "$user" -- env LOGNAME="$caller" "$environment/bin/python" -m "$module" "$@"
}
