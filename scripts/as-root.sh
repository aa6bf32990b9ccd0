#!/bin/sh
# Runs a command as root: as-root.sh REASON COMMAND [ARG ...]. Where we are not root it uses sudo, and says so.
set -eu
reason=$1
shift
if [ "$(id -u)" -eq 0 ]; then
	exec "$@"
fi
if ! command -v sudo >/dev/null; then
	echo "This step needs root ($reason), and there is no sudo. As root: $*" >&2
	exit 1
fi
echo "Using sudo, since $reason: $*" >&2
exec sudo --preserve-env=DOTNET_ROOT,DOTNET_CLI_TELEMETRY_OPTOUT,DOTNET_NOLOGO,CI "$@"
