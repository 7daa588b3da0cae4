#!/bin/sh
# Sets up everything the project needs, and only what is missing: system libraries, .venv, packages.
# usage: sh scripts/setup.sh (run | offscreen)
#   offscreen  what the tests and the command line need
#   run        also what a real window and sound need, when there is a screen
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin
kind=${1:-run}

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# Runs apt-get as root, or by sudo if that asks nothing; fails if neither is possible.
install_packages() {
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
  else
    return 1
  fi
  say "Installing system packages: $*"
  # The lists may be missing or old, so they are fetched first; an old list that works will do.
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null || true
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends "$@" >/dev/null
}

need_packages() {
  why=$1
  shift
  if ! command -v apt-get >/dev/null 2>&1; then
    say "$why, and this system has no apt-get. Install what your system calls these: $*"
    return 1
  fi
  install_packages "$@" || {
    say "$why. Run this once, then try again:"
    say "  sudo apt-get install --no-install-recommends $*"
    return 1
  }
}

# --- system libraries: "library file:Debian package" -------------------------------------------
libraries='libglib-2.0.so.0:libglib2.0-0 libEGL.so.1:libegl1 libGL.so.1:libgl1 libdbus-1.so.3:libdbus-1-3
libfontconfig.so.1:libfontconfig1 libxkbcommon.so.0:libxkbcommon0'
if [ "$kind" = run ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  libraries="$libraries libxkbcommon-x11.so.0:libxkbcommon-x11-0 libxcb-cursor.so.0:libxcb-cursor0
  libxcb-icccm.so.4:libxcb-icccm4 libxcb-keysyms.so.1:libxcb-keysyms1 libxcb-shape.so.0:libxcb-shape0 libpulse.so.0:libpulse0"
fi

if [ "$(uname -s)" = Linux ] && command -v ldconfig >/dev/null 2>&1; then
  present=$(ldconfig -p 2>/dev/null || true)
  missing=
  for entry in $libraries; do
    case $present in
      *"${entry%%:*} "*) ;;
      *) missing="$missing ${entry#*:}" ;;
    esac
  done
  if [ -n "$missing" ]; then
    # shellcheck disable=SC2086  # a list of package names
    need_packages 'Some system libraries are missing' $missing || exit 1
  fi
fi

# --- Python -------------------------------------------------------------------------------------
usable() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

find_python() {
  for candidate in ${ORGANIZER_PYTHON:-python3 python3.11 python3.12 python3.13 python3.14 python}; do
    if usable "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# --- the environment ----------------------------------------------------------------------------
# The stamp names all that the environment was made from; it is written last, so that an
# interrupted set-up is done again.
stamp=.venv/.ready
wanted="$(pwd) ${ORGANIZER_PYTHON:-} $(cat requirements.txt pyproject.toml scripts/setup.sh | cksum)"
# What programs read of translations is made of their texts, wherever these are newer.
compile_translations() {
  for texts in organizer/translations/*/LC_MESSAGES/organizer.po; do
    if [ -e "$texts" ] && [ ! "${texts%.po}.mo" -nt "$texts" ]; then
      .venv/bin/python scripts/translations.py compile
      return
    fi
  done
}

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
  compile_translations
  exit 0
fi

python=$(find_python) || fail 'Organizer needs Python 3.11 or newer (python3 on the search path, or make PYTHON=…).'
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  need_packages "$python cannot make environments" "python$version-venv" || exit 1
fi

say "Setting up .venv with $("$python" --version) (a minute, the first time only) …"
rm -f "$stamp"
# An environment knows its own folder by name: one that was moved, or broken, is made anew.
if ! { .venv/bin/python -m pip --version >/dev/null 2>&1 &&
  grep -qF "$(pwd)/.venv" .venv/bin/pip 2>/dev/null && [ -z "${ORGANIZER_PYTHON:-}" ]; }; then
  rm -rf .venv
  "$python" -m venv .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.txt
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
compile_translations
# The first start should be quick, too: what was installed and the program's own modules are compiled by all
# processors, where pip would take one. Some packages carry files for other versions of Python.
env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m compileall -q -j 0 organizer .venv/lib/python*/site-packages >/dev/null || true
printf '%s\n' "$wanted" >"$stamp"
