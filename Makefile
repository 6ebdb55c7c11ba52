# Everything that a person types here. `make demo` and `make test` work on a bare machine; the rest is for those who change the code.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
CARGO ?= cargo
PODPIS := target/release/podpis

.PHONY: demo test build check fix bench judge fuzz soak ui tools browser foreign-client

demo: build            ## build and run a demo on http://127.0.0.1:8080; LISTEN=127.0.0.1:8081 for another place
	$(PODPIS) demo --data .demo $(if $(LISTEN),--listen $(LISTEN))

build: ui              ## the interface and the one binary
	$(CARGO) build --release --locked -p cli

ui:                    ## the bundle of scripts, styles and fonts
	scripts/ui

tools:                 ## what the tests need beside Rust, a C compiler and Node: browser, PostgreSQL, judges
	scripts/tools

test: tools build      ## everything: rules, both databases, processes, outside judges, a real browser
	$(CARGO) test --locked --workspace
	scripts/judge
	scripts/browser

judge: tools           ## let outsiders judge our files; CORPUS=<folder> runs foreign PDFs through
	scripts/judge

foreign-client: build  ## a v6 client that nobody here wrote, against a demo
	scripts/foreign-client

browser: tools build   ## the journeys in a real browser
	scripts/browser

check: ui              ## formatting, lints, documentation, types
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps --document-private-items
	cd crates/web/ui && npm run check

fix:                   ## format and apply what the lints offer
	$(CARGO) fmt --all
	$(CARGO) clippy --workspace --all-targets --fix --allow-dirty --allow-staged

bench: tools build     ## speed beside a peer, to target/bench/report.json
	scripts/bench

fuzz:                  ## a minute for each fuzz target (needs cargo-fuzz)
	scripts/fuzz

soak: tools build      ## the kill test, at length
	$(CARGO) test --locked -p cli --test kill -- --ignored --nocapture
