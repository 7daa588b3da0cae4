#!/bin/sh
# Makes what is handed out, in dist/. usage: sh scripts/packaging.sh (wheel | bundle | deb | size)
#   wheel    the wheel and the source archive
#   bundle   a folder with all that runs, by PyInstaller, from an environment without tools of tests
#   deb      the Debian package of that bundle
#   size     what a plain install of the wheel takes
set -eu
cd "$(dirname "$0")/.."

wheel() {
  rm -f dist/organizer-*.whl dist/organizer-*.tar.gz
  .venv/bin/python -m hatchling build -d dist
}

environment() {
  rm -rf "$1"
  .venv/bin/python -m venv "$1"
  "$1/bin/python" -m pip install --quiet --disable-pip-version-check --constraint build/pins.txt dist/organizer-*.whl
}

# The versions that requirements.txt pins, without the hashes: the wheel made here has none.
pins() {
  mkdir -p build
  sed -n 's/^\([A-Za-z0-9._-]*==[^ ;]*\)\(.*\) \\$/\1\2/p' requirements.txt >build/pins.txt
}

bundle() {
  wheel
  pins
  environment build/bundle-venv
  build/bundle-venv/bin/python -m pip install --quiet --disable-pip-version-check -r packaging/requirements.in
  build/bundle-venv/bin/python -m PyInstaller --noconfirm --log-level ERROR --workpath build/bundle packaging/organizer.spec
  build/bundle-venv/bin/python packaging/trial.py dist/organizer/organizer
  du -sm dist/organizer
}

case ${1:-} in
  wheel) wheel ;;
  bundle) bundle ;;
  deb)
    [ -d dist/organizer ] || bundle
    build/bundle-venv/bin/python packaging/deb.py dist/organizer dist
    ;;
  size)
    wheel
    pins
    environment build/plain-venv
    .venv/bin/python packaging/size.py build/plain-venv
    ;;
  *)
    sed -n 2,6p "$0" >&2
    exit 2
    ;;
esac
