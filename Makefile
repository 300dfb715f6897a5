# Two commands do everything on a fresh Debian 12 with Swift 6.3: `make demo` and `make test`.
# Both build the same release configuration, so the second one only adds what is missing.

SHELL := /bin/bash
SWIFT ?= swift
SCRATCH ?= .build
BUILD := $(SWIFT) build -c release --scratch-path $(SCRATCH) --explicit-target-dependency-import-check error
REGIE := $(SCRATCH)/release/regie
SOURCES := Package.swift Sources Tests Benchmarks

.PHONY: demo test bench report fuzz build packages format lint clean
demo: build
	$(REGIE) demo $(DEMO)

test: packages
	$(BUILD) --build-tests
	$(SWIFT) test -c release --scratch-path $(SCRATCH) --skip-build

build: packages
	$(BUILD) --product regie

bench: packages
	$(BUILD) --product HolderBench
	$(BUILD) --product LogBench
	$(BUILD) --product RegisterBench
	$(BUILD) --product VDAFBench
	$(BUILD) --product NoiseBench
	SCRATCH=$(SCRATCH) ./Benchmarks/run

# Real counts beside what could be published of them, in $(SCRATCH)/report; the counts are named by TERRITORY_SAMPLES.
report: packages
	$(BUILD) --product FlowReport
	$(SCRATCH)/release/FlowReport $(SCRATCH)/report

# Ten million damaged messages for every decoder of VDAF.
fuzz: packages
	$(BUILD) --product VDAFFuzz
	$(SCRATCH)/release/VDAFFuzz

format:
	$(SWIFT) format format -i -r --configuration .swift-format $(SOURCES)

lint:
	$(SWIFT) format lint -s -r --configuration .swift-format $(SOURCES)

# Debian packages: PostgreSQL's client library and server, and its parser; Z3; Zstandard; SVG to PNG and HTML to PDF; Go
# with its own transparency log, which tests compare ours with. Installed only when missing.
PACKAGES := libpq-dev postgresql libpg-query-dev pkg-config libz3-dev libzstd-dev librsvg2-bin weasyprint \
    fonts-liberation golang-go golang-golang-x-mod-dev
packages:
	@missing=$$(for p in $(PACKAGES); do \
	    dpkg-query -W -f '$${Status}\n' $$p 2>/dev/null | grep -q 'install ok installed' || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	    echo "installing" $$missing; \
	    if [ $$(id -u) = 0 ]; then run=; else run=sudo; fi; \
	    $$run apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$run apt-get install -y -qq $$missing; \
	fi

clean:
	rm -rf $(SCRATCH)
