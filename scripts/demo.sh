#!/bin/sh
# The whole job without a window: songs (ORGANIZER_MUSIC, or demo songs made here) are added, analyzed, grouped and
# mapped; a map picture, a table and playlists are left in ORGANIZER_OUT (organizer-demo). Safe to run again:
# only what is new is done.
set -eu
cd "$(dirname "$0")/.."
out=${ORGANIZER_OUT:-organizer-demo}
case $out in '~/'*) out=$HOME/${out#'~/'} ;; esac
music=${ORGANIZER_MUSIC:-}
mkdir -p "$out/playlists"
out=$(cd "$out" && pwd)

organizer() { .venv/bin/organizer --library "$out/library.db" "$@"; }

if [ -z "$music" ]; then
  music=$out/songs
  organizer demo "$music"
fi
organizer add "$music"
organizer groups
organizer map --image "$out/map.png"
organizer export "$out/songs.csv"

# One playlist for each group, named as the group is. What an earlier run wrote is listed, and only that is
# removed: the folder may hold a person's own playlists.
written=$out/playlists/.written
if [ -f "$written" ]; then
  while IFS= read -r name; do rm -f "$out/playlists/$name"; done <"$written"
fi
organizer groups --json 2>/dev/null | .venv/bin/python -c '
import json, sys
for group in json.load(sys.stdin)["groups"]:
    print(group["number"], "".join("-" if c in "/\\:*?\"<>|" else c for c in group["name"]))' >"$written.new"
: >"$written"
while read -r number name; do
  printf '%s\n' "$number $name.m3u8" >>"$written"
  organizer playlist --group "$number" -o "$out/playlists/$number $name.m3u8" </dev/null
done <"$written.new"
rm -f "$written.new"

line() { printf '  %-12s %s\n' "$@"; }
printf '\n%s\n' "In $out:"
line map.png 'the map as a picture'
line playlists/ "$(wc -l <"$written" | tr -d ' ') playlists, one for each group"
line songs.csv 'every song with its tags, what the analysis measured, its cell and group'
line library.db 'the library'
[ "$music" != "$out/songs" ] || line songs/ 'the demo songs'
printf '%s\n' "Where there is a screen, this opens it:  make run LIBRARY='$out/library.db'"
