#!/bin/sh
# Opens the window, with the folder in ORGANIZER_MUSIC if there is one; without a screen, does the same job
# headless (scripts/demo.sh).
set -eu
cd "$(dirname "$0")/.."
# A folder in quotes or typed to another shell comes with its ~ as it is.
case ${ORGANIZER_MUSIC:-} in
  '~') ORGANIZER_MUSIC=$HOME ;;
  '~/'*) ORGANIZER_MUSIC=$HOME/${ORGANIZER_MUSIC#'~/'} ;;
esac
export ORGANIZER_MUSIC="${ORGANIZER_MUSIC:-}"

if [ -n "$ORGANIZER_MUSIC" ] && [ ! -e "$ORGANIZER_MUSIC" ]; then
  printf '%s\n' "There is no folder $ORGANIZER_MUSIC" >&2
  exit 1
fi
.venv/bin/python scripts/network.py use
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ "$(uname -s)" != Darwin ]; then
  exec sh scripts/demo.sh
fi

set -- gui
[ -z "$ORGANIZER_MUSIC" ] || set -- "$@" "$ORGANIZER_MUSIC"
[ -z "${ORGANIZER_LIBRARY:-}" ] || set -- --library "$ORGANIZER_LIBRARY" "$@"
exec .venv/bin/organizer "$@"
