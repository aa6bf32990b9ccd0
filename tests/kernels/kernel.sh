#!/bin/sh
# Gets a kernel: kernel.sh ARCH DIR SUITE ...
# DIR/vmlinuz is the newest kernel that the suites have for the architecture, DIR/package says which one: name, version, hash.
# A kernel's name has its ABI in it, which changes: the suite's meta package linux-image-ARCH depends on it.
# It exits with 4 or 5 where no suite has a kernel, as scripts/private-apt.sh does.
set -eu
arch=$1 dir=$2
shift 2
apt=$(cd "$(dirname "$0")/../../scripts" && pwd)/private-apt.sh
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

# depends CONF PACKAGE PATTERN: the first package that it depends on whose name fits.
depends() {
	apt-cache -c "$1" show --no-all-versions "$2" 2>/dev/null | sed -n 's/^Depends: //p' | tr ',' '\n' |
		sed 's/^ *//; s/ .*//' | grep -E "$3" | head -n 1
}

best='' suite='' package='' status=4
for candidate; do
	conf=$("$apt" --config "$arch" "$candidate") || {
		status=$?
		continue
	}
	image=$(depends "$conf" "linux-image-$arch" '^linux-image-[0-9]')
	if [ -z "$image" ]; then
		status=5
		continue
	fi
	version=$(apt-cache -c "$conf" show --no-all-versions "$image" | sed -n 's/^Version: //p')
	if [ -z "$best" ] || dpkg --compare-versions "$version" gt "$best"; then
		# Newer kernels have the image itself in a package of its own.
		binary=$(depends "$conf" "$image" '^linux-binary-[0-9]')
		best=$version suite=$candidate package=${binary:-$image}
	fi
done
if [ -z "$package" ]; then
	echo "kernel.sh: none of these suites has a kernel for $arch: $*" >&2
	exit "$status"
fi
if [ -e "$dir/vmlinuz" ] && grep -q "^$package $best " "$dir/package" 2>/dev/null; then
	exit 0
fi

rm -rf "$dir/unpacked"
"$apt" "$dir/unpacked" "$arch" "$suite" "$package"
vmlinuz=$(find "$dir/unpacked" -name 'vmlinuz*' -type f | head -n 1)
cp "$vmlinuz" "$dir/vmlinuz"
rm -rf "$dir/unpacked"
echo "$package $best $(sha256sum <"$dir/vmlinuz" | cut -d' ' -f1)" >"$dir/package"
