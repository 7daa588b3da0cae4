#!/bin/sh
# The whole job without a window: songs (ORGANIZER_MUSIC, or demo songs made here) are added, heard, mapped and
# grouped; a map picture, a table and playlists are left in ORGANIZER_OUT (organizer-demo). Safe to run again:
# only what is new is done.
set -eu
cd "$(dirname "$0")/.."
out=${ORGANIZER_OUT:-organizer-demo}
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

# One playlist for each group, named as the group is; the list of them is taken from the groups' JSON.
rm -f "$out"/playlists/*.m3u8
organizer groups --json 2>/dev/null | .venv/bin/python -c '
import json, sys
for group in json.load(sys.stdin)["groups"]:
    print(group["number"], group["name"].replace("/", "-"))' >"$out/playlists/.groups"
while read -r number name; do
  organizer playlist --group "$number" -o "$out/playlists/$number $name.m3u8" </dev/null
done <"$out/playlists/.groups"
rm -f "$out/playlists/.groups"

printf '\n%s\n' "In $out:"
printf '  %-12s %s\n' map.png 'the map as a picture' playlists/ "$(ls "$out/playlists" | wc -l | tr -d ' ') playlists, one for each group" \
  songs.csv 'every song with its tags, what was heard in it, cell and group' library.db 'the library'
[ "$music" != "$out/songs" ] || printf '  %-12s %s\n' songs/ 'the demo songs'
printf '%s\n' "Open the window on it, where there is a screen:  make run LIBRARY='$out/library.db'"
