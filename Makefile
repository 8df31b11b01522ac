# `make run` shows the whole box on this machine; `make test` proves it. Both set up what they need.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
BOX ?= box

help:            ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: setup       ## a whole box in the foreground, on real footage, in ./box; Ctrl-C stops it
	@$(BIN)/python -m tests.support.footage >/dev/null && exec $(BIN)/attune run --data $(BOX) --footage "$$($(BIN)/python -m tests.support.footage)" $(ARGS)

test: setup-test ## everything that must hold, the Pi's own devices in the rig too (as root)
	tools/test.sh

test-ceph: setup-test  ## the stores' contract on Ceph (Debian: ceph-mon ceph-osd radosgw ceph-common)
	$(BIN)/pytest -m ceph tests/stores

test-quiet: setup-test  ## how quick the pages are, by Lighthouse; on a machine with nothing else to do
	npm install --silent --no-audit --no-fund --no-save --prefix tests/interop lighthouse@12.8.2
	$(BIN)/pytest -m quiet tests/web

rig: setup       ## the Debian root in which picamera2 and PortAudio run without hardware, in ./.rig
	tests/rig/build.sh

test-rig: setup  ## the tests of the Pi's own devices, in the rig; it is built if need be
	tests/rig/suite.sh

test-vm: setup   ## the panel's contract on a real GPIO character device, in an emulated machine
	tests/vm/run.sh

check: setup     ## ruff, mypy, import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

benchmarks: setup-test  ## ratios to age, ffmpeg and rclone, in one run
	$(BIN)/python -m benchmarks

setup: .venv/.done   ## the Python environment

setup-test: setup .venv/.done-test  ## and what only the tests need

.venv/.done: pyproject.toml tools/setup.sh
	tools/setup.sh run
	@touch $@

.venv/.done-test: pyproject.toml tools/setup.sh tests/interop/package.json
	tools/setup.sh test
	@touch $@

clean:           ## remove what was built, not what was filmed
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache tests/interop/node_modules

.PHONY: help run test test-ceph test-quiet rig test-rig test-vm check benchmarks setup setup-test clean
