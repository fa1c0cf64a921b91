#!/bin/sh
# Pins the dependencies with hashes and without any address of an index.
set -eu
cd "$(dirname "$0")/.."
uv pip compile pyproject.toml --generate-hashes --python-version 3.11 --universal -o requirements/run.txt -q
uv pip compile pyproject.toml --extra dev --extra pdf --extra postgres --generate-hashes --python-version 3.11 --universal -o requirements/dev.txt -q
