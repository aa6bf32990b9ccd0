#!/bin/sh
# Renders the Helm chart with each value, and holds it against the Kubernetes schemas, its own, and the built program.
# Needs node, npm, and helm (or HELM); as root, since the program is really run.
set -eu
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --loglevel=error >/dev/null
node --test --test-reporter=tap chart.test.js
