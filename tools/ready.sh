#!/bin/sh
# Makes the environment fit the pins: Python packages, browser libraries, message catalogues. Seconds when nothing changed.
set -eu
cd "$(dirname "$0")/.."
mkdir -p .stamps

fail() { echo "$1" >&2; exit 1; }

changed() { # changed NAME FILES...: have the files changed since NAME was done?
  stamp=.stamps/$1; shift
  now=$(cat "$@" | cksum)
  [ "$(cat "$stamp" 2>/dev/null || true)" != "$now" ]
}
done_with() { stamp=.stamps/$1; shift; cat "$@" | cksum > "$stamp"; }

python=${SERVEWELL_PYTHON:-python3.11}
command -v "$python" >/dev/null 2>&1 || python=python3
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null ||
  fail "Servewell needs Python 3.11. Install it, or name it: SERVEWELL_PYTHON=/path/to/python3.11 make start"
command -v npm >/dev/null 2>&1 || fail "Servewell's browser libraries come through npm. Install Node.js 18 or newer with npm."

# trust what this machine trusts, also where a company's proxy opens TLS; whatever is set already stays
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS-true}"
for store in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
  [ -f "$store" ] || continue
  export PIP_CERT="${PIP_CERT-$store}" NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS-$store}"
  break
done

if [ ! -x .venv/bin/python ] || changed python requirements/dev.txt pyproject.toml; then
  echo "Installing Python packages …" >&2
  [ -x .venv/bin/python ] || "$python" -m venv .venv || {
    rm -rf .venv
    fail "Python cannot make an environment. On Debian and Ubuntu: apt-get install python3.11-venv"
  }
  if command -v uv >/dev/null 2>&1; then
    uv pip sync -q --require-hashes requirements/dev.txt --python .venv/bin/python
    uv pip install -q --no-deps --no-build-isolation -e . --python .venv/bin/python
  else
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
  fi
  done_with python requirements/dev.txt pyproject.toml
fi

if [ ! -d node_modules ] || changed npm package-lock.json; then
  echo "Installing browser libraries …" >&2
  npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >&2
  done_with npm package-lock.json
fi

if changed vendor package-lock.json tools/vendor.py; then
  .venv/bin/python tools/vendor.py >&2
  done_with vendor package-lock.json tools/vendor.py
fi

.venv/bin/python tools/messages.py compile >&2
