#!/bin/sh
# The systemd unit: what systemd says of it, and of what it still may do (0: nothing; 9.6: a service without restrictions).
# debian.sh runs it.
set -eu
cd "$(dirname "$0")/../.."
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

# verify wants the program to be there.
sed 's:/usr/bin/signal-exporter:/bin/true:' deploy/systemd/signal-exporter.service >"$directory/signal-exporter.service"
said=$(systemd-analyze verify --man=no "$directory/signal-exporter.service" 2>&1) || { echo "$said" >&2; exit 1; }
if echo "$said" | grep signal-exporter.service >&2; then
	exit 1
fi
echo "ok - systemd-analyze verify has nothing to say"

systemd-analyze security --no-pager --offline=true --threshold=16 deploy/systemd/signal-exporter.service >"$directory/security" || {
	grep -v '  *$' "$directory/security" >&2
	exit 1
}
echo "ok - systemd-analyze security: $(grep -o 'Overall exposure level.*: [0-9.]*' "$directory/security")"
