# make run    set up what is missing and open the window; without a screen, do the same job headless
# make test   set up what is missing and run every check
.PHONY: help run test check coverage core faults setup bench demo screenshot requirements clean

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
	@echo 'make bench                 measure speed and memory (takes minutes)'
	@echo 'make demo [OUT=folder]     demo songs, map picture and playlists, without a window'
	@echo 'make screenshot            draw the real window with the demo songs to docs/window.png'
	@echo 'make requirements          pin the newest allowed versions of everything again'
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
	.venv/bin/python -m tests.faults.tables
	.venv/bin/python -m tests.faults.texts
	.venv/bin/python -m tests.faults.audio_tags

setup:
	@sh scripts/setup.sh run

bench:
	@sh scripts/setup.sh offscreen
	@.venv/bin/python -c 'import minisom' 2>/dev/null || \
	  .venv/bin/python -m pip install --quiet --disable-pip-version-check --use-pep517 MiniSom
	QT_QPA_PLATFORM=offscreen .venv/bin/python -m bench

screenshot:
	@sh scripts/setup.sh offscreen
	QT_QPA_PLATFORM=offscreen .venv/bin/python -m bench.screenshot docs/window.png

requirements:
	@sh scripts/setup.sh offscreen
	@sh scripts/pin.sh

clean:
	rm -rf .venv .venv-core .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
