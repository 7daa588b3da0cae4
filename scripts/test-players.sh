#!/bin/sh
# Lets players from Debian open the playlists that are written. Installs those that are missing where this may be
# done (root, Debian, a network); says what is missing otherwise, and asks those that are here.
set -u
cd "$(dirname "$0")/.."
wanted='mpv vlc-bin vlc-plugin-base audacious audacious-plugins quodlibet strawberry xvfb xauth dbus'
if command -v apt-get > /dev/null && [ "$(id -u)" = 0 ]; then
  missing=$(for one in $wanted; do dpkg -s "$one" > /dev/null 2>&1 || echo "$one"; done)
  if [ -n "$missing" ]; then
    # shellcheck disable=SC2086  # names of packages
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
      > /dev/null 2>&1 || echo "not all players could be installed: $(echo $missing)" >&2
  fi
else
  echo 'players are not installed here (that takes root and apt-get): those that are there are asked' >&2
fi
.venv/bin/python -m tests.players "$@"
