#!/bin/sh
# Compiles the program ahead of time into one native file: publish.sh RID DIR makes DIR/signal-exporter for linux-x64 or
# linux-arm64, on a machine of either. Only what has changed is compiled again.
set -eu
cd "$(dirname "$0")/.."
rid=$1
directory=$2
case $(uname -m) in
aarch64) host=linux-arm64 ;;
*) host=linux-x64 ;;
esac
libraries=
if [ "$rid" = "$host" ]; then
	scripts/install.sh build
else
	scripts/install.sh build cross
	case $rid in
	linux-x64) architecture=amd64 triplet=x86_64-linux-gnu ;;
	linux-arm64) architecture=arm64 triplet=aarch64-linux-gnu ;;
	*)
		echo "publish.sh: not for $rid: linux-x64 or linux-arm64" >&2
		exit 1
		;;
	esac
	# Those of this machine's own release, as its cross libraries are.
	scripts/private-apt.sh "out/cache/$architecture" "$architecture" - libbpf-dev libelf-dev zlib1g-dev libzstd-dev
	libraries=$PWD/out/cache/$architecture/usr/lib/$triplet
fi
dotnet publish src/SignalExporter --configuration Release --output "$directory" \
	-property:PublishFor="$rid" -property:CrossLibraries="$libraries"
