#!/bin/sh
# The configuration files that ship: Prometheus accepts its own, with the rules; the program accepts each watchlist.
set -eu
cd "$(dirname "$0")/../.."
program=${PROGRAM:-out/signal-exporter}
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

# As compose.yaml mounts them.
cp deploy/container/prometheus.yaml "$directory/prometheus.yml"
cp -r deploy/prometheus "$directory/rules"
promtool check config "$directory/prometheus.yml" >"$directory/said" 2>&1 || { cat "$directory/said" >&2; exit 1; }
echo "ok - promtool accepts deploy/container/prometheus.yaml"

for file in deploy/container/config.yaml deploy/debian/config.yaml; do
	"$program" check-config "$file" >/dev/null
	echo "ok - the program accepts $file"
done
