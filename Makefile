# Two commands do everything on a fresh Debian 12 with Swift 6.3: `make demo` and `make test`.
# Both build the same release configuration, so the second one only adds what is missing.

SHELL := /bin/bash
SWIFT ?= swift
SCRATCH ?= .build
BUILD := $(SWIFT) build -c release --scratch-path $(SCRATCH) --explicit-target-dependency-import-check error
REGIE := $(SCRATCH)/release/regie
SOURCES := Package.swift Sources Tests Benchmarks

.PHONY: demo test bench report fuzz build oracle packages format lint clean
demo: build
	$(REGIE) demo $(DEMO)

test: packages oracle
	$(BUILD) --build-tests
	$(SWIFT) test -c release --scratch-path $(SCRATCH) --skip-build

build: packages
	$(BUILD) --product regie

bench: packages oracle
	$(BUILD) --product HolderBench
	$(BUILD) --product LogBench
	$(BUILD) --product PolicyBench
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

# Cedar's own engine, beside which tests and bench hold ours, in a virtual environment of this checkout that nothing
# else uses. Without Python or network it is left out: the tests say so and are skipped.
ORACLE := .venv
ORACLE_PACKAGE := cedarpy==4.12.2
oracle: packages
	@$(ORACLE)/bin/python3 -c 'import cedarpy' 2>/dev/null || { \
	    log=$$(mktemp); \
	    if { python3 -m venv --clear $(ORACLE) \
	        && $(ORACLE)/bin/python3 -m pip install --quiet --retries 1 --timeout 20 --only-binary :all: \
	            --disable-pip-version-check $(ORACLE_PACKAGE) \
	        && $(ORACLE)/bin/python3 -c 'import cedarpy'; } >$$log 2>&1; then \
	        echo "installed $(ORACLE_PACKAGE) in $(ORACLE)"; \
	    else \
	        echo "no $(ORACLE_PACKAGE) in $(ORACLE) ($$(tail -n 1 $$log)):" \
	            "comparisons with Cedar's own engine are skipped"; \
	    fi; \
	    rm -f $$log; }

# Debian packages: PostgreSQL's client library and server, and its parser; Z3; Zstandard; SVG to PNG and HTML to PDF;
# Go with its own transparency log, virtual environments of Python, and SQLite, for what tests compare ours with.
# Installed only when missing.
PACKAGES := libpq-dev postgresql libpg-query-dev pkg-config libz3-dev libzstd-dev librsvg2-bin weasyprint \
    fonts-liberation golang-go golang-golang-x-mod-dev python3-venv sqlite3
packages:
	@missing=$$(for p in $(PACKAGES); do \
	    dpkg-query -W -f '$${Status}\n' $$p 2>/dev/null | grep -q 'install ok installed' || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	    echo "installing" $$missing; \
	    if [ $$(id -u) = 0 ]; then run=; else run=sudo; fi; \
	    $$run apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$run apt-get install -y -qq $$missing; \
	fi

clean:
	rm -rf $(SCRATCH) $(ORACLE)
