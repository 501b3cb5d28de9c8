# SPDX-License-Identifier: BSD-3-Clause
# Completion of copro's commands, options and arguments for bash:
#	source scripts/copro.bash
# or install it as /usr/share/bash-completion/completions/copro.

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
		words=$(copro part 2>/dev/null | awk '$2 == "button" { print $1 }')
		options='--for --hold --release --board --json --help'
		;;
	part)
		words=$(copro part 2>/dev/null | awk 'NR > 1 { print $1 }')
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
		mapfile -t COMPREPLY < <(compgen -d -- "$current")
		return
		;;
	--scenario)
		mapfile -t COMPREPLY < <(compgen -d -S / -- "$current"; compgen -f -X '!*.yaml' -- "$current")
		[[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
		return
		;;
	--junit)
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		return
		;;
	--dtb | --tfa-dtb | --base)
		mapfile -t COMPREPLY < <(compgen -d -S / -- "$current"; compgen -f -X '!*.dtb' -- "$current")
		[[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
		return
		;;
	--board)
		mapfile -t COMPREPLY < <(compgen -W "$(copro boards 2>/dev/null | awk 'NR > 1 { print $1 }')" -- "$current")
		return
		;;
	--uart)
		mapfile -t COMPREPLY < <(compgen -W 'USART1= USART2= USART3= UART4= UART5= USART6= UART7= UART8=' -- "$current")
		compopt -o nospace
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
	--log)
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		return
		;;
	--on)
		mapfile -t COMPREPLY < <(compgen -W 'virtual kernel' -- "$current")
		return
		;;
	--explain)
		mapfile -t COMPREPLY < <(compgen -W "all $(copro assign check --explain all 2>/dev/null | awk '{ print $1 }')" \
			-- "$current")
		return
		;;
	-o | --output)
		mapfile -t COMPREPLY < <(compgen -d -- "$current")
		return
		;;
	--sarif)
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		return
		;;
	--stage)
		mapfile -t COMPREPLY < <(compgen -W 'tfa bootloader linux' -- "$current")
		return
		;;
	--for | --timeout | --wait | --send | --expect | --name | --kernel-version | --remoteproc | --endpoint | --service | --count | --size | --window | --interval | --first | --length)
		return
		;;
	--firmware)
		mapfile -t COMPREPLY < <(compgen -d -S / -- "$current"; compgen -f -X '!*.elf' -- "$current")
		[[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
		return
		;;
	esac
	if [[ $current == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
		return
	fi
	case $command in
	run | inspect | clk | regulator | status | ps | gdb | load)
		mapfile -t COMPREPLY < <(compgen -d -S / -- "$current"; compgen -f -X '!*.elf' -- "$current")
		[[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
		;;
	dump)
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		;;
	assign)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"; compgen -d -S / -- "$current"
			compgen -f -X "!*.@(y*ml|ioc)" -- "$current")
		[[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
		;;
	rpmsg)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"; compgen -d -S / -- "$current"
			compgen -f -X '!*.elf' -- "$current")
		[[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
		;;
	*)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
		;;
	esac
}
complete -F _copro copro
