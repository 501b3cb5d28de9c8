# SPDX-License-Identifier: BSD-3-Clause
# For scripts that get a package of Debian's for a test: `. debian-archive.sh`, with $target the directory
# that the script makes. Sets up apt in a directory of its own, $work, with the sources and keys of this
# system, which stays as it is, and reads the lists of bookworm. Exit status 77: apt reaches nothing.

unreachable() {
	echo "no network: $1" >&2
	exit 77
}

for tool in apt-get apt-cache apt-config dpkg-deb; do
	command -v "$tool" >/dev/null || unreachable "there is no $tool"
done
mkdir -p "$(dirname "$target")"
work=$(mktemp -d "$target.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/none" "$work/state/lists/partial" "$work/cache/archives/partial" "$work/parts"
: >"$work/status"

# The system's own entries for the archive of the release that carries the kernel we know.
cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk -v RS= '
	/(^|\n)Types:[^\n]*deb([ \n]|$)/ && /(^|\n)Suites:[^\n]*bookworm/ && /(^|\n)Components:[^\n]*main/ {
		gsub(/(^|\n)(#|Architectures:)[^\n]*/, ""); print $0 "\n" }' >"$work/parts/system.sources"
cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | awk '
	/^deb[ \t]/ && / bookworm[^ ]* main/ { sub(/arch=[^] ]*/, ""); print }' >"$work/sources.list"
[ -s "$work/parts/system.sources" ] || [ -s "$work/sources.list" ] ||
	unreachable "no apt source for bookworm"

# Not even the hooks of the system run: some of them clean up behind apt.
cat >"$work/apt.conf" <<END
Dir::Etc::main "/dev/null";
Dir::Etc::parts "$work/none";
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "$work/parts";
Dir::State "$work/state";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
APT::Architecture "armhf";
APT::Architectures { "armhf"; };
APT::Sandbox::User "$(id -un)";
APT::Get::List-Cleanup "false";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
END
apt-config dump | grep -E '^Acquire::https?::Proxy' >>"$work/apt.conf" || :
export APT_CONFIG="$work/apt.conf"

# One archive that fails is no reason to go without the others.
apt-get -qq update >"$work/log" 2>&1 || :

# `fetch_package NAME` puts its .deb into $work.
fetch_package() {
	(cd "$work" && apt-get -qq download "$1") >"$work/log" 2>&1 ||
		unreachable "$(tail -n 1 "$work/log")"
}
