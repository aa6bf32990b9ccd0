#!/bin/sh
# Downloads Debian packages of any suite and architecture, and unpacks them into a directory. Nothing of the machine changes: no
# package is installed, no architecture enabled, no source added, and no root is needed.
#
#   private-apt.sh DIR ARCH SUITE PACKAGE ...   unpacks each PACKAGE (or PACKAGE=VERSION; no dependencies) into DIR
#   private-apt.sh --config ARCH SUITE          prints a file for `apt-cache -c FILE` and `apt-get -c FILE`, lists fetched, so
#                                               that the names of packages can be looked up
#
#   private-apt.sh out/cache/arm64 arm64 bookworm libbpf-dev libelf-dev zlib1g-dev
#   apt-cache -c "$(private-apt.sh --config amd64 sid)" depends linux-image-amd64
#
# SUITE is that of the archive (bullseye, bookworm, trixie, trixie-backports, sid, ...), or `-` for the one that this machine has.
# The archive and the keyring are those of the machine's own apt sources; where these lack the architecture (Ubuntu's for arm64),
# PRIVATE_APT_URI names another archive. What DIR has had unpacked by the same command is not fetched again: remove DIR for that.
# Lists and packages are kept in PRIVATE_APT_CACHE, or else in out/cache/apt; lists are fetched again after a day.
#
# It exits with 2 for a wrong command line, 3 where the machine's apt sources name no archive, 4 where the archive does not have
# the suite (for this architecture) or is out of reach, 5 where the suite does not have a package.
set -eu

say() { echo "private-apt.sh: $*" >&2; }
usage() {
	sed -n 's/^#   //p' "$0" | head -n 3 >&2
	exit 2
}

case ${1:-} in
--config)
	[ $# -eq 3 ] || usage
	into=
	;;
'' | -*) usage ;;
*)
	[ $# -ge 4 ] || usage
	into=$1
	;;
esac
architecture=$2
suite=$3
shift 3
release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
[ "$suite" != - ] || suite=${release:-sid}

request="$architecture $suite $*"
if [ -n "$into" ] && grep -qxF "$request" "$into/.private-apt" 2>/dev/null; then
	exit 0
fi

cache=${PRIVATE_APT_CACHE:-$(cd "$(dirname "$0")/.." && pwd)/out/cache/apt}
mkdir -p "$cache/$suite-$architecture"
home=$(cd "$cache/$suite-$architecture" && pwd)
mkdir -p "$home/lists/partial" "$home/archives/partial" "$home/none"
: >>"$home/status"

# The machine's archive: the source of its own release (of testing and sid too, whose os-release names none), in whatever format.
targets=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI) $(SOURCESENTRY)' 'Created-By: Packages' 2>/dev/null |
	awk -v release="${release:-sid}" '$2 == "main" && ($1 == release || $1 ~ /^(sid|unstable|testing|stable)$/)' | head -n 1)
uri=${PRIVATE_APT_URI:-$(echo "$targets" | cut -d' ' -f3)}
entry=$(echo "$targets" | cut -d' ' -f4)
if [ -z "$uri" ]; then
	say "the apt sources of this machine name no archive of ${release:-sid}: set PRIVATE_APT_URI"
	exit 3
fi
case $entry in
*.sources:*) keyring=$(sed -n 's/^[Ss]igned-[Bb]y:[[:space:]]*\(\/.*\)/\1/p' "${entry%:*}" | head -n 1) ;;
*.list:*) keyring=$(sed -n "${entry##*:}"'s/.*\[.*signed-by=\([^] ]*\).*/\1/p' "${entry%:*}") ;;
*) keyring= ;;
esac

echo "deb ${keyring:+[signed-by=$keyring] }$uri $suite main" >"$home/sources.list"
# Read after the machine's own settings, so that its proxy and its certificates serve here too, and its hooks do not.
cat >"$home/apt.conf" <<CONF
#clear APT::Architectures;
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Sandbox::User "$(id -un)";
APT::Default-Release "";
Acquire::Languages "none";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Dir::Etc::sourcelist "$home/sources.list";
Dir::Etc::sourceparts "$home/none";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$home/none";
Dir::State "$home";
Dir::State::lists "$home/lists";
Dir::State::status "$home/status";
Dir::Cache "$home";
Dir::Cache::archives "$home/archives";
Dir::Cache::pkgcache "$home/pkgcache.bin";
Dir::Cache::srcpkgcache "";
CONF

if [ -z "$(find "$home/fetched" -mtime -1 2>/dev/null)" ] || ! cmp -s "$home/sources.list" "$home/fetched"; then
	if ! apt-get -c "$home/apt.conf" -qq -o APT::Update::Error-Mode=any update >"$home/log" 2>&1; then
		say "$uri does not have $suite for $architecture, or is out of reach:"
		cat "$home/log" >&2
		exit 4
	fi
	# An archive may have a suite and not the architecture: apt says so and succeeds.
	if [ -z "$(apt-cache -c "$home/apt.conf" pkgnames | head -n 1)" ]; then
		say "$uri has no package of $suite for $architecture:"
		cat "$home/log" >&2
		exit 4
	fi
	cp "$home/sources.list" "$home/fetched"
fi

if [ -z "$into" ]; then
	echo "$home/apt.conf"
	exit 0
fi

files=
for package; do
	# Its line: URI FILE SIZE HASH, which apt prints only where the file is not there yet
	if ! line=$(cd "$home/none" && apt-get -c "$home/apt.conf" --print-uris download "$package" 2>"$home/log") || [ -z "$line" ]; then
		say "$suite has no package $package for $architecture:"
		cat "$home/log" >&2
		exit 5
	fi
	file=$(echo "$line" | cut -d' ' -f2)
	if [ ! -e "$home/archives/$file" ] && ! (cd "$home/archives" && apt-get -c "$home/apt.conf" -qq download "$package" >"$home/log" 2>&1); then
		say "$package of $suite for $architecture cannot be fetched:"
		cat "$home/log" >&2
		exit 5
	fi
	files="$files $file"
done
mkdir -p "$into"
into=$(cd "$into" && pwd)
for file in $files; do
	dpkg -x "$home/archives/$file" "$into"
done
echo "$request" >>"$into/.private-apt"
