# Two commands matter: make start, make test. Each target is one readable line.
export SERVEWELL_HOME ?= $(CURDIR)/.home
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help

help:     ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

start: ready   ## set everything up and serve the demo company at http://localhost:8000
	@[ -e "$(SERVEWELL_HOME)/demo-sign-ins.json" ] || .venv/bin/servewell demo --if-empty >/dev/null
	@exec .venv/bin/servewell start

test: ready    ## contracts, types, linters and every test, on SQLite and PostgreSQL, in a browser too
	@$(PYTHON) tools/test.py

check: ready   ## contracts, types and linters only
	@$(PYTHON) tools/test.py check

bench: ready   ## what is measured, as ratios in one run
	@$(PYTHON) tools/test.py bench

lowest: ready  ## the statistics' tests with the lowest numpy and scipy allowed
	@$(PYTHON) tools/lowest.py

drill: ready   ## fifty kills at random moments under load: nothing lost, nothing twice
	@$(PYTHON) bench/kills.py

look: ready    ## every page on contact sheets in build/look
	@$(PYTHON) tools/look.py

docs: ready    ## print the tables in docs/ from the code
	@$(PYTHON) tools/tables.py

messages: ready  ## collect new sentences into the catalogues and compile them
	@$(PYTHON) tools/messages.py collect

pins:     ## pin the dependencies anew
	@sh tools/pins.sh

ready:
	@sh tools/ready.sh

.PHONY: help start test check bench lowest drill look docs messages pins ready
