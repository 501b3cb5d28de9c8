# SPDX-License-Identifier: BSD-3-Clause
# Completion of copro's commands, options and arguments for bash:
#	source scripts/copro.bash
# or install it as /usr/share/bash-completion/completions/copro.

# Directories, and files that match one of the globs.
_copro_files() {
	local glob

	mapfile -t COMPREPLY < <(compgen -d -- "$current"
		for glob; do compgen -f -X "!$glob" -- "$current"; done)
	# What has a blank in it is quoted, and a directory gets its slash.
	compopt -o filenames 2>/dev/null
}

_copro() {
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local commands='run inspect dt clk regulator status ps tty gdb rpmsg i2c board boards load start stop restart attach
		detach trace crash dump recover reset boot-log leds press part shutdown assign help'
	local target='--board --on --root --remoteproc --help'
	local command='' options='' words='' i

	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [[ " ${commands//[[:space:]]/ } " == *" ${COMP_WORDS[i]} "* ]]; then
			command=${COMP_WORDS[i]}
			break
		fi
	done

	case $command in
	run)
		options='--for --real-time --as-fast-as-possible --tty-dir --endpoint --uart --send --expect
			--timeout --scenario --junit --stay --answer-within --core --json --dtb --tfa-dtb --early
			--linux-after --part --beside --join --strict --as-linux --engineering --gdb --gdb-wait
			--quiet --verbose --help'
		;;
	inspect)
		options='--json --help'
		;;
	dt)
		options='--stage --diff --dtb --tfa-dtb --verbose --help'
		;;
	clk)
		options='--all --for --dtb --tfa-dtb --json --help'
		;;
	regulator)
		options='--for --dtb --tfa-dtb --json --help'
		;;
	ps)
		options="--for --dtb --tfa-dtb --json $target"
		;;
	status)
		options="--all --for --dtb --tfa-dtb --json $target"
		;;
	tty)
		options="--tty-dir --timeout --wait $target"
		;;
	board)
		options='--name --daemon --firmware --early --linux-after --firmware-dir --start --real-time --as-fast-as-possible
			--recovery --coredump --mount --kernel-version --uart --part --dtb --tfa-dtb --strict
			--as-linux --json --help'
		;;
	boards)
		options='--json --help'
		;;
	load)
		options="--start --json $target"
		;;
	start | stop | restart | attach | detach | recover | reset)
		options="--json $target"
		;;
	crash)
		words='mmufault watchdog fatal-error'
		options="--json $target"
		;;
	trace)
		options="--follow $target"
		;;
	dump)
		options="--form $target"
		;;
	boot-log)
		options=$target
		;;
	leds)
		options='--follow --board --json --help'
		;;
	press)
		words=$("${COMP_WORDS[0]}" part 2>/dev/null | awk '$2 == "button" { print $1 }')
		options='--for --hold --release --board --json --help'
		;;
	part)
		words=$("${COMP_WORDS[0]}" part 2>/dev/null | awk 'NR > 1 { print $1 }')
		options='--board --json --help'
		;;
	shutdown)
		options='--board --help'
		;;
	gdb)
		options='--board --debugger --log --real-time --as-fast-as-possible --dtb --tfa-dtb --help'
		;;
	rpmsg)
		words='list listen send ping bench'
		options='--service --count --size --window --interval --timeout --wait --for --raw --json
			--tty-dir --board --on --root --help'
		;;
	i2c)
		words='list detect get set dump transfer'
		options='--wide --all --first --length --timeout --endpoint --json --board --on --root --remoteproc --help'
		;;
	assign)
		words='show check table diff generate import'
		options='--all --json --sarif --firmware --run --for --dtb --explain --markdown --svg --output --base
			--overlay --check --force --linux --tfa --help'
		;;
	help)
		words=$commands
		options='--help'
		;;
	*)
		words=$commands
		options='--help --version'
		;;
	esac

	case $previous in
	--tty-dir | --firmware-dir | --mount | --root)
		_copro_files
		return
		;;
	--scenario)
		_copro_files '*.yaml' '*.yml'
		return
		;;
	--dtb | --tfa-dtb | --base | --linux | --tfa)
		_copro_files '*.dtb'
		return
		;;
	--firmware | --early | --beside)
		_copro_files '*.elf'
		return
		;;
	--junit | --core | --log | --sarif | --svg | --output | -o)
		_copro_files '*'
		return
		;;
	--board)
		mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" boards 2>/dev/null | awk 'NR > 1 { print $1 }')" -- "$current")
		return
		;;
	--uart)
		mapfile -t COMPREPLY < <(compgen -W 'USART1= USART2= USART3= UART4= UART5= USART6= UART7= UART8=' -- "$current")
		compopt -o nospace 2>/dev/null
		return
		;;
	--on)
		mapfile -t COMPREPLY < <(compgen -W 'virtual kernel' -- "$current")
		return
		;;
	--form)
		mapfile -t COMPREPLY < <(compgen -W 'gdb kernel' -- "$current")
		return
		;;
	--recovery)
		mapfile -t COMPREPLY < <(compgen -W 'on off' -- "$current")
		return
		;;
	--coredump)
		mapfile -t COMPREPLY < <(compgen -W 'disabled enabled inline' -- "$current")
		return
		;;
	--debugger)
		mapfile -t COMPREPLY < <(compgen -c -- "$current")
		return
		;;
	--explain)
		mapfile -t COMPREPLY < <(compgen -W "all $("${COMP_WORDS[0]}" assign check --explain all 2>/dev/null | awk '{ print $1 }')" \
			-- "$current")
		return
		;;
	--stage)
		mapfile -t COMPREPLY < <(compgen -W 'tfa bootloader linux' -- "$current")
		return
		;;
	--for | --timeout | --wait | --linux-after | --answer-within | --interval | --send | --expect | --part | --join | \
		--name | --kernel-version | --remoteproc | --endpoint | --service | --count | --size | --window | --first | \
		--length)
		return
		;;
	esac
	if [[ $current == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
		return
	fi
	case $command in
	run | inspect | clk | regulator | status | ps | gdb | load)
		_copro_files '*.elf'
		return
		;;
	dump)
		_copro_files '*'
		return
		;;
	esac
	if [[ $command == rpmsg || $command == assign ]] && ((COMP_CWORD > i + 1)); then
		# After the word that says what to do.
		case $command in
		rpmsg) _copro_files '*.elf' ;;
		assign) _copro_files '*.yaml' '*.yml' '*.ioc' ;;
		esac
		return
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _copro copro
