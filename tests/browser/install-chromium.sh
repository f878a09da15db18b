#!/bin/sh
# Installs Debian's Chromium for the browser tests, where it is missing and we may.
set -eu

for name in "${CLEARANCE_CHROMIUM:-/usr/bin/chromium}" chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then
    echo "Chromium is there: $(command -v "$name")"
    exit 0
  fi
done

if [ "$(id -u)" -ne 0 ]; then
  echo "install-chromium.sh: Chromium is missing, and only root can install it. Run: sudo $0" >&2
  exit 1
fi

apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-liberation poppler-utils
