#!/bin/sh
# Installs the language server that YAML editors use, for the tests of our schema, where npm is there.
set -eu
cd "$(dirname "$0")"

if [ -f node_modules/.package-lock.json ] && [ ! node_modules/.package-lock.json -ot package-lock.json ]; then
  echo "The YAML language server is there."
  exit 0
fi

if ! command -v npm >/dev/null 2>&1; then
  echo "install-language-server.sh: npm is missing, so the tests of editors cannot run. Install Node 20 or newer." >&2
  if [ -n "${CI:-}" ]; then exit 1; else exit 0; fi
fi

npm ci --no-audit --no-fund --ignore-scripts --loglevel error
