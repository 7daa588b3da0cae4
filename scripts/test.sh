#!/bin/sh
# Every check: lint, format, types, the whole suite offscreen, then what shows that the core needs no Qt, with Qt
# really uninstalled.
# usage: sh scripts/test.sh [check | core | coverage]
#   check      lint, types of this system and the quick tests: for in between
#   coverage   all tests, with the lines and branches of organizer/ that they run
set -eu
cd "$(dirname "$0")/.."
part=${1:-all}
export QT_QPA_PLATFORM=offscreen
# Tests start the program hundreds of times: what one process compiles the others read, whatever the shell says.
unset PYTHONDONTWRITEBYTECODE

step() { printf '\n== %s\n' "$*"; }

# Runs a command beside others; what it says is shown when it is waited for.
beside() { # name command...
  name=$1
  shift
  ("$@" >"$reports/$name" 2>&1) &
  eval "$name=\$!"
}
finish() { # name
  step "$1"
  eval "wait \$$1" || { cat "$reports/$1"; exit 1; }
  cat "$reports/$1"
}
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT

if [ "$part" = all ]; then
  # Half a minute the first time: no test should have to wait for another's worker meanwhile.
  beside compile_librosa .venv/bin/python -c \
    'import tests.conftest; from organizer.analysis.ear import librosa_loader; librosa_loader.load()'
  # Each with a cache of its own, or they would throw each other's away. They get what the tests leave of the
  # processors, which often wait.
  for platform in darwin win32; do
    beside "types_$platform" nice -n 15 .venv/bin/mypy --platform "$platform" --cache-dir ".mypy_cache/$platform"
  done
fi
if [ "$part" = all ] || [ "$part" = check ]; then
  step 'lint'
  .venv/bin/ruff check .
  .venv/bin/ruff format --check .
  step 'types'
  .venv/bin/mypy
fi
if [ "$part" = all ]; then
  finish compile_librosa
fi
if [ "$part" = check ]; then
  step 'quick tests'
  # What needs neither a window nor much computing, but for those that start the whole program again and again.
  .venv/bin/python -m pytest -n auto --dist loadfile tests/test_imports.py tests/test_layout.py \
    tests/base tests/library tests/pictures --ignore tests/base/test_stopping.py --ignore tests/base/test_system.py
  exit 0
fi
if [ "$part" != core ] && [ -z "${ORGANIZER_MUSICNN_WHEEL:-}" ]; then
  # Tests of the published weights need it; without it they say so, and all others run.
  ORGANIZER_MUSICNN_WHEEL=$(.venv/bin/python scripts/network.py fetch)
  export ORGANIZER_MUSICNN_WHEEL
fi
if [ "$part" = coverage ]; then
  step 'all tests, watched'
  .venv/bin/python -m pytest -n auto --dist loadfile --cov --cov-report=term --cov-fail-under=90
  exit 0
fi

if [ "$part" != core ]; then
  step 'all tests'
  # Files, not tests, are shared out: tests of a file share what is slow to make.
  .venv/bin/python -m pytest -n auto --dist loadfile
  for name in types_darwin types_win32; do finish "$name"; done
fi

# A copy of the environment made of hard links (it costs no space and seconds), out of which Qt is then
# uninstalled, so that an import of it anywhere in the core fails as it would on a server.
step 'core tests, without Qt'
rm -rf .venv-core
.venv/bin/python -m venv --without-pip .venv-core
packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
core_packages=$(.venv-core/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
rmdir "$core_packages" 2>/dev/null || rm -rf "$core_packages"
cp -al "$packages" "$core_packages" 2>/dev/null || {
  rm -rf "$core_packages"
  cp -a "$packages" "$core_packages"
}
.venv-core/bin/python -m pip uninstall --quiet --yes --disable-pip-version-check \
  PySide6-Essentials shiboken6 pyqtgraph QtAwesome QtPy pytest-qt
# pytest-qt's own settings in pyproject.toml are unknown without it: no reason to stop here.
.venv-core/bin/python -m pytest -o addopts='-q --strict-markers' -W ignore::pytest.PytestConfigWarning \
  tests/test_without_qt.py tests/cli/test_parser.py
