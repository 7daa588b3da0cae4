# make run    set up what is missing and open the window; without a screen, do the same job headless
# make test   set up what is missing and run every check
.PHONY: wheel bundle deb size help run test test-players check coverage core faults setup bench demo screenshot requirements translations clean

# Taken as they were typed, so that spaces and dollar signs in a folder's name survive.
export ORGANIZER_MUSIC := $(value MUSIC)
export ORGANIZER_OUT := $(value OUT)
export ORGANIZER_LIBRARY := $(value LIBRARY)
export ORGANIZER_PYTHON := $(value PYTHON)

help:
	@echo 'make run [MUSIC=~/Music]   open the window, and add that folder'
	@echo 'make test                  lint, types, all tests, and the core without Qt'
	@echo 'make check                 lint, types and the quick tests'
	@echo 'make coverage              all tests, and which lines and branches they run'
	@echo 'make faults                kill it and let the disk fail at every step of writing (takes minutes)'
	@echo 'make test-players          let players from Debian open the playlists that are written'
	@echo 'make bench                 measure speed and memory (takes minutes)'
	@echo 'make demo [OUT=folder]     demo songs, map picture and playlists, without a window'
	@echo 'make screenshot            draw the real window with the demo songs: the pictures in docs/'
	@echo 'make requirements          pin the newest allowed versions of everything again'
	@echo 'make translations          collect all texts, and bring the translations up to date'
	@echo 'make wheel                 the wheel and the source archive, in dist/'
	@echo 'make bundle                a folder with all that runs (PyInstaller), in dist/'
	@echo 'make deb                   the Debian package of it, in dist/'
	@echo 'make size                  what a plain install takes'
	@echo 'make clean                 remove what was set up and what tests left behind'

run:
	@sh scripts/setup.sh run
	@sh scripts/run.sh

demo:
	@sh scripts/setup.sh offscreen
	@sh scripts/demo.sh

test:
	@sh scripts/setup.sh offscreen
	@sh scripts/test.sh

check:
	@sh scripts/setup.sh offscreen
	@sh scripts/test.sh check

coverage:
	@sh scripts/setup.sh offscreen
	@sh scripts/test.sh coverage

core:
	@sh scripts/setup.sh offscreen
	@sh scripts/test.sh core

faults:
	@sh scripts/setup.sh offscreen
	.venv/bin/python -m tests.faults
	.venv/bin/python -m tests.faults.covers
	.venv/bin/python -m tests.faults.places
	.venv/bin/python -m tests.faults.tables
	.venv/bin/python -m tests.faults.texts
	.venv/bin/python -m tests.faults.audio_tags

test-players:
	@sh scripts/setup.sh offscreen
	@sh scripts/test-players.sh

setup:
	@sh scripts/setup.sh run

bench:
	@sh scripts/setup.sh offscreen
	@.venv/bin/python -c 'import minisom' 2>/dev/null || \
	  .venv/bin/python -m pip install --quiet --disable-pip-version-check --use-pep517 MiniSom
	QT_QPA_PLATFORM=offscreen .venv/bin/python -m bench

screenshot:
	@sh scripts/setup.sh offscreen
	QT_QPA_PLATFORM=offscreen .venv/bin/python -m bench.screenshot docs --everywhere

translations:
	@sh scripts/setup.sh offscreen
	@.venv/bin/python scripts/translations.py update

requirements:
	@sh scripts/setup.sh offscreen
	@sh scripts/pin.sh

wheel bundle deb size:
	@sh scripts/setup.sh offscreen
	@sh scripts/packaging.sh $@

clean:
	rm -rf .venv .venv-core .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
