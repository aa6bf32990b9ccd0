#!/bin/sh
# Makes out/signal-exporter_VERSION_ARCHITECTURE.deb of what `make publish` left in out/: build.sh
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
architecture=$(dpkg --print-architecture)
maintainer=$(sed -n 's/^Maintainer: //p' deploy/debian/control.in)
package=out/signal-exporter_${version}_$architecture.deb
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
# put MODE SOURCE ... TARGET: a directory ends with a slash
put() {
	mode=$1
	shift
	for target; do :; done
	mkdir -p "$root$(dirname "${target}x")"
	while [ $# -gt 1 ]; do
		install -m "$mode" "$1" "$root$target"
		shift
	done
}

umask 022
put 755 out/signal-exporter /usr/bin/
put 644 deploy/systemd/signal-exporter.service /lib/systemd/system/
put 644 deploy/debian/default /etc/default/signal-exporter
put 644 deploy/debian/config.yaml /etc/signal-exporter/config.yaml
put 644 deploy/debian/copyright /usr/share/doc/signal-exporter/
put 644 deploy/debian/lintian-overrides /usr/share/lintian/overrides/signal-exporter
gzip -9n >"$root/usr/share/doc/signal-exporter/changelog.gz" <<EOF
signal-exporter ($version) stable; urgency=medium

  * https://github.com/signal-exporter/signal-exporter/blob/v$version/CHANGELOG.md

 -- $maintainer  $(date -uRd "@$SOURCE_DATE_EPOCH")
EOF
mkdir -p "$root/usr/share/man/man8"
gzip -9n <deploy/debian/signal-exporter.8 >"$root/usr/share/man/man8/signal-exporter.8.gz"

put 755 deploy/debian/postinst deploy/debian/prerm deploy/debian/postrm /DEBIAN/
put 644 deploy/debian/conffiles /DEBIAN/
glibc=$(scripts/glibc-version.sh out/signal-exporter)
sed -e "s/@VERSION@/$version/" -e "s/@GLIBC@/$glibc/" -e "s/@ARCHITECTURE@/$architecture/" \
	-e "s/@SIZE@/$(du -sk --exclude=DEBIAN "$root" | cut -f1)/" deploy/debian/control.in >"$root/DEBIAN/control"
(cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\n' | LC_ALL=C sort | xargs md5sum >DEBIAN/md5sums)

dpkg-deb --root-owner-group -Zxz --build "$root" "$package"
