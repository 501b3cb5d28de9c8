#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What `copro help` prints comes from the table that the parser reads; the completion, the manual page
# and docs/commands.md are held against it, in both directions.
. "$(dirname "$0")/common.sh"

completion=$SOURCE/scripts/copro.bash
manual=$SOURCE/docs/copro.1
commands_doc=$SOURCE/docs/commands.md

"$COPRO" help >"$out"
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z0-9-]*\) .*/\1/p' "$out")
[ "$(echo "$commands" | wc -l)" -ge 4 ] || fail "commands are missing: $commands"

# The words that the completion offers after a command line.
completed() {
	bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _copro
		 printf "%s\n" "${COMPREPLY[@]}"' - "$completion" "$@" | sort
}

[ "$(completed copro '')" = "$(echo "$commands" | sort)" ] || fail "the completion has other commands"

offers() {
	expected=$1
	shift
	offered=$(completed copro "$@" | tr '\n' ' ')
	[ "$offered" = "$expected " ] || fail "copro $*: the completion offers $offered"
}
mkdir -p "$work/some files/deeper"
touch "$work/some files/a b.elf" "$work/some files/a.yaml" "$work/some files/a.ioc" "$work/some files/a.dtb"
cd "$work/some files"
offers 'a b.elf deeper' run ''
offers 'a b.elf' run --quiet a
offers 'a b.elf' board --early a
offers 'a.dtb' assign import --linux a
offers 'a.ioc a.yaml' assign check a
offers 'a.yaml' run --scenario a
offers 'check' assign ch
offers '' run --join ''
offers 'deeper' run --tty-dir ''
cd - >/dev/null

: >"$work/options"
for command in $commands; do
	"$COPRO" help "$command" >"$out"
	out_has "Usage: copro $command" 'Examples:' "copro $command"
	"$COPRO" "$command" --help | cmp -s - "$out" || fail "$command --help is not help $command"
	options=$(sed -n '/^Options:/,/^Examples:/s/^ *\(-[a-z], \)\{0,1\}\(--[a-z-]*\).*/\2/p' "$out")
	echo "$options" >>"$work/options"
	offered=$(completed copro "$command" -- | grep -v '^--help$' || :)
	[ "$offered" = "$(echo "$options" | sort)" ] || fail "$command: the completion offers $offered"
	grep -q "^\.Cm $command" "$manual" || fail "the manual does not have $command"
	grep -q "^## copro $command" "$commands_doc" || fail "docs/commands.md does not have $command"
	# What the section of the command says, and the one about all that talk to a board.
	awk -v head="## copro $command " '/^## / { on = index($0 " ", head) == 1 || $0 == "## Which board" } on' \
		"$commands_doc" >"$work/section"
	for option in $options; do
		grep -q "^\.\(It Fl\|Op Fl\) Fl ${option#--}\( \|$\)" "$manual" ||
			fail "the manual does not explain $option"
		grep -qE -- "\`$option[^a-z-]" "$work/section" ||
			fail "docs/commands.md does not have $option of $command"
	done
done

# And nothing that the program does not know.
for option in $(sed -n 's/^\.It Fl Fl \([a-z-]*\).*/--\1/p' "$manual"); do
	grep -qx -- "$option" "$work/options" || fail "the manual explains $option"
done
for option in $(grep -oE '^\| `--[a-z-]+' "$commands_doc" | cut -c4-); do
	grep -qx -- "${option#\`}" "$work/options" || fail "docs/commands.md explains $option"
done

if command -v mandoc >/dev/null; then
	mandoc -T lint "$manual" >"$out" || fail "the manual page has mistakes"
	[ ! -s "$out" ] || fail "the manual page has mistakes"
fi
