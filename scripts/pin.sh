#!/bin/sh
# Writes requirements.txt anew: the newest versions that pyproject.toml allows, for every system, pinned by hash,
# without the address of any package registry.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
.venv/bin/uv pip compile pyproject.toml scripts/build.in --extra test --universal \
  --python-version 3.11 --generate-hashes --upgrade --no-header --no-annotate --no-emit-index-url \
  --no-emit-find-links --quiet --output-file requirements.txt
if grep -n '://' requirements.txt; then
  echo 'requirements.txt names an address' >&2
  exit 1
fi
