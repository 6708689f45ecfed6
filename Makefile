# `make` alone lists what there is.
SHELL := /usr/bin/env bash
.DEFAULT_GOAL := help
.PHONY: help setup build demo test bench clean

# Where swiftly puts Swift, for shells that have not read its env.sh yet.
export PATH := $(PATH):$(HOME)/.local/share/swiftly/bin

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## system packages, Swift and LibTorch (asks before it installs Swift); CUDA=1 for an NVIDIA GPU's libraries too
	@scripts/setup $(if $(filter 1,$(CUDA)),--cuda)

build: setup ## release build: .build/release/autodidact
	swift build -c release

demo: build ## train a tiny model from one worked example and show the evidence
	@scripts/demo

test: setup ## every test, debug build
	swift test --explicit-target-dependency-import-check error --parallel

bench: setup build ## time us and the peers in turn, one machine, one run; BENCH="--sizes S0" for a part (Benchmarks/README.md)
	Benchmarks/peer/setup
	python3 Benchmarks/run.py $(BENCH)
	python3 Benchmarks/verdicts.py
	python3 Benchmarks/programs.py
	python3 Benchmarks/self_play.py

clean: ## forget the build; .deps/ and runs/ stay
	swift package clean
