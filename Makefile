# `make run` shows the whole box on this machine; `make test` proves it. Both set up what they need.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
BOX ?= box
QUICK := not (process or browser or root or slow or alone or rig or vm or ceph or quiet or player or disk or vig or looks)
unexport PYTHONDONTWRITEBYTECODE  # tests start programs by the thousand: none is to be compiled anew each time

help:            ## this list
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: setup       ## a whole box and a desk in the foreground, in ./box; FOOTAGE=film.mp4 for its camera; Ctrl-C stops it
	@exec $(BIN)/attune run --desk --data $(BOX) $(if $(FOOTAGE),--footage "$(FOOTAGE)") $(ARGS)

papers: setup    ## add typst (80 MB) to what `make run` set up: the desk draws papers and the family's copy with it
	tools/setup.sh papers

quick: setup-test  ## ruff, mypy and the tests that start nothing: after each change
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n 3 --dist worksteal --durations=5 --hypothesis-profile quick -m "$(QUICK)"

test: setup-test ## everything that must hold, the Pi's own devices in the rig too (as root); PART=courier for one part
	tools/test.sh $(PART)

test-ceph: setup-test  ## the stores' contract on Ceph (Debian: ceph-mon ceph-osd radosgw ceph-common)
	$(BIN)/pytest -m ceph tests/stores

test-quiet: setup-test  ## how quick the pages are, by Lighthouse; on a machine with nothing else to do
	npm install --silent --no-audit --no-fund --no-save --prefix tests/interop lighthouse@12.8.2
	$(BIN)/pytest -m quiet tests/web

test-looks: setup-test  ## every page of the phone at each size, text, scheme and motion, in both browsers; ATTUNE_TEST_PICTURES=folder keeps pictures
	$(BIN)/pytest -n 2 -m looks tests/web/looks

test-player: setup-test  ## 300 steps both ways and 100 seeks in ten and sixty minutes of film, and 50 clips, judged by their pixels
	$(BIN)/pytest -s -m player tests/desk

test-disk: setup-test  ## what the desk and both browsers write to the disk while one works: player, review, hand-over, completion; some fifteen minutes
	$(BIN)/pytest -m disk tests/desk

rig: setup       ## the Debian root in which picamera2 and PortAudio run without hardware, in ./.rig
	tests/rig/build.sh

test-rig: setup  ## the tests of the Pi's own devices, in the rig; it is built if need be
	tests/rig/suite.sh

image-check:     ## the image's layers and boards, by rpi-image-gen's own linter; RPI_IMAGE_GEN=/path/to/it
	image-build/pi/check.sh

vm:              ## the whole appliance in an emulated machine, its console here; Ctrl-A X ends it (as root)
	image-build/vm/build.sh && image-build/vm/run.sh

test-vm: setup-test  ## the image in an emulated machine: starts, visit, access point, panel, updates (as root)
	tests/vm/run.sh $(ARGS)

test-vm-arm64: setup-test  ## the same for arm64, by hand: its image took an hour to build beside other work, and is kept (as root)
	ARCH=arm64 tests/vm/run.sh $(ARGS)

power-on: setup-test  ## how long from power-on to ready, with and without Attune, into docs/it/power-on.md (as root)
	image-build/vm/build.sh && $(BIN)/python -m tests.vm.power_on $(ARGS)

test-power: setup-test  ## a pulled plug at the level of blocks: 300 states of the disk of a film, 100 of an update (as root)
	ATTUNE_POWER_CUTS=300 ATTUNE_UPDATE_CUTS=100 unshare --mount $(BIN)/pytest -s -o timeout=3600 tests/system/test_power_cut_blocks.py tests/system/test_update_cut_anywhere.py

test-vig: setup-test  ## the whole of VIG with a real box, by command and on the pages in both browsers: three films and reviews, a stick, the end (as root)
	$(BIN)/pytest -m vig tests/desk

test-desk: setup-test  ## a desk killed a thousand times, its power cut at every write, also while a case ends or one film is erased, 500 malformed files, 300 faults
	ATTUNE_TEST_KILLS=1000 ATTUNE_ERASURE_CUTS=100000 ATTUNE_DESK_FAULTS=100000 $(BIN)/pytest -n 2 -o timeout=3600 tests/desk/completion/test_cuts.py tests/desk/completion/test_film_cuts.py tests/desk/test_desk_kills.py tests/desk/test_desk_power_cut.py tests/desk/test_malformed.py tests/desk/faults

check: setup-test  ## ruff, mypy, import contracts, shellcheck, eslint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 -p sealed -p stores -p desk
	$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin -p sealed -p stores -p desk
	$(BIN)/lint-imports
	shellcheck $$(git ls-files '*.sh') .ci/run
	tests/interop/node_modules/.bin/eslint --config tests/interop/eslint.config.mjs web/static desk/*/static tests/interop/*.mjs

man: setup-test  ## a manual page for each command, into build/man
	$(BIN)/python -m tools.man build/man

deb: ## the Debian packages, amd64 and arm64, into build/deb (as root)
	tools/deb.sh

test-package: setup-test  ## the package in a container under systemd: install, start, upgrade, purge; each sandbox from inside (as root)
	tools/package-test.sh

test-newcomer:  ## the README's lines as printed on a bare Debian 13, as root and as a user (as root; some 5 min, and a network)
	tests/newcomer/run.sh

lock: setup-test  ## renew the locks of dependencies, and say what changed; ARGS=--keep after a change in pyproject.toml
	$(BIN)/python -m tools.lock $(ARGS)

tag: setup-test  ## check that this commit may be the version in pyproject.toml, and tag it
	$(BIN)/python -m tools.release

release: setup-test  ## packages, images, Imager's manifest, SBOM, checksums, signature in build/release (as root); ARGS="--images DIR --url BASE --key KEY"
	$(BIN)/python -m tools.release_folder $(ARGS)

bench: setup-test  ## ratios to age, ffmpeg and rclone, in one run
	$(BIN)/python -m benchmarks

setup: .venv/.done   ## the Python environment

setup-test: .venv/.done-test  ## and what only the tests need

.venv/.done: pyproject.toml tools/setup.sh locks/appliance.txt locks/desk.txt locks/web.txt
	tools/setup.sh run
	@touch $@

.venv/.done-test: pyproject.toml tools/setup.sh locks/dev.txt tests/interop/package-lock.json
	tools/setup.sh test
	@touch $@

clean:           ## remove what was built, not what was filmed
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache tests/interop/node_modules

.PHONY: help run papers man quick test test-desk test-vig test-ceph test-quiet test-looks test-player test-disk rig test-rig image-check vm test-vm test-vm-arm64 power-on check lock release tag bench deb test-package test-newcomer test-power setup setup-test clean
