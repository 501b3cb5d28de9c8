/* SPDX-License-Identifier: BSD-3-Clause */
/* The rules, row by row, in the order of their codes: X(code, severity, who looks, title, story). */
#ifndef COPRO_ASSIGN_RULE_TEXTS_H
#define COPRO_ASSIGN_RULE_TEXTS_H

/* clang-format off */
#define RULES(X) \
	X("CHIP001", ERROR, FILE, "The chip or the board is not known", \
	  "An assignment is for a chip in a package: a pin, a clock or a firewall entry means nothing\n" \
	  "without one. `board: stm32mp157c-dk2` names a board, with what its Linux and its trusted\n" \
	  "firmware use; `chip: STM32MP157CAC` names a part. The two letters at the end are the\n" \
	  "package: AA LFBGA448, AB LFBGA354, AC TFBGA361, AD TFBGA257. `package:` can name it as well.") \
	X("CLK001", ERROR, FILE, "A peripheral in use has no clock", \
	  "The kernel clock of a peripheral comes from an oscillator or a PLL by way of a selector. When\n" \
	  "that stands still, the peripheral's registers can still be written, but nothing happens:\n" \
	  "a UART sends nothing, a timer does not count, and a driver waits for a flag for ever.\n" \
	  "\n" \
	  "Under Linux the M4 does not switch oscillators and PLLs on by itself: the trusted firmware\n" \
	  "sets the clock tree up, and Linux keeps on what it knows to be in use.") \
	X("CLK002", ERROR, FILE, "A rate is asked for that no source has", \
	  "`rate:` is the rate of the kernel clock, before the dividers of the peripheral itself: for a\n" \
	  "UART the clock that its baud rate is divided from, not the baud rate. The selector has up to\n" \
	  "six inputs, of which each has one rate as the PLLs are set; the nearest is named. Two rates\n" \
	  "count as the same if they differ by less than 0.1 %.\n" \
	  "\n" \
	  "To get another rate, change a PLL below `clocks:`, and mind who else hangs on it:\n" \
	  "`copro assign show` lists all rates.") \
	X("CLK003", ERROR, FILE, "A peripheral cannot take its clock from that source", \
	  "Each selector of the reset and clock control has a few inputs of its own (RM0436, kernel clock\n" \
	  "distribution). A peripheral without a selector has the clock of its bus, and no choice.") \
	X("CLK004", ERROR, FILE, "A PLL would run outside of its range", \
	  "A PLL takes its reference, the oscillator divided by m, from 8 to 16 MHz (PLL1, PLL2) or 4 to\n" \
	  "16 MHz (PLL3, PLL4), and its oscillator runs from 400 to 800 MHz; for PLL1 and PLL2 that is\n" \
	  "after the halving that they have (RM0436, RCC, PLL; data sheet, PLL characteristics).\n" \
	  "Outside of that it does not lock, or only when the chip is warm.") \
	X("CLK005", ERROR, FILE, "The M4 would run too fast", \
	  "The Cortex-M4 and its buses run at 209 MHz at most (data sheet, general operating conditions).\n" \
	  "They get output p of PLL3.") \
	X("DMA001", ERROR, FILE, "Two requests have one stream", \
	  "A stream of DMA1 or DMA2 has one channel of the multiplexer DMAMUX1, and a channel selects one\n" \
	  "request. Two peripherals can take turns only if a program stops the one before it starts the\n" \
	  "other; an assignment is about what can run at the same time.") \
	X("DMA002", ERROR, FILE, "The DMA controller belongs to somebody else", \
	  "DMA1 and DMA2 are behind the firewall each as a whole: its streams cannot be given to different\n" \
	  "processors. And a controller works on behalf of its owner: one that is Linux's cannot reach a\n" \
	  "peripheral that is isolated for the M4.\n" \
	  "\n" \
	  "The usual split is DMA1 for Linux and DMA2 for the M4; Linux's dmamux1 node then has\n" \
	  "dma-channels = <8>.") \
	X("DMA003", ERROR, FILE, "The peripheral has no such DMA request", \
	  "Requests are the lines from peripherals to the multiplexer (RM0436, DMAMUX, assignment of\n" \
	  "multiplexer inputs to resources). Not every peripheral has one.") \
	X("DMA004", ERROR, FILE, "No DMA stream is free", \
	  "A stream that is not named, or named `auto`, is the first free one of the controller that the\n" \
	  "owner of the peripheral has. DMA1 and DMA2 have eight each.") \
	X("DMA005", ERROR, FILE, "DMAMUX1 is kept from the owner of a DMA controller", \
	  "DMAMUX1 has channels 0 to 7 for DMA1 and 8 to 15 for DMA2 in one block of registers, and one\n" \
	  "firewall entry. If it is isolated for the M4, Linux cannot select a request for DMA1 any\n" \
	  "more, and all of its DMA stands still. It is shared, each side using its own channels.") \
	X("DTB001", ERROR, DTB, "Linux's tree enables what is not Linux's", \
	  "A driver that finds its node enabled sets the peripheral up. If the firewall keeps it for the\n" \
	  "M4 the access ends in a bus error, or Linux does not create the device and says so; if the\n" \
	  "entry is open, two programs set up one peripheral, and the board hangs some time later.\n" \
	  "\n" \
	  "U-Boot disables nodes of what is isolated when it starts Linux, but not every board has such\n" \
	  "a U-Boot. Disable the node, which is what the generated fragment does.") \
	X("DTB002", ERROR, DTB, "Linux's tree claims a pin that the M4 uses", \
	  "When a driver is bound, Linux writes the function, pull and speed of every pin in its pinctrl-0,\n" \
	  "and takes the pin away from the M4. A node below m4_system_resources claims pins too, but for\n" \
	  "the M4, and does not count.") \
	X("DTB003", ERROR, DTB, "Linux's tree does not reserve a region", \
	  "Memory that the M4 uses must be a child of /reserved-memory and listed in the memory-region of\n" \
	  "the coprocessor's node: otherwise Linux does not map it, and refuses to load the firmware, or\n" \
	  "uses it for something else.") \
	X("DTB004", WARNING, DTB, "Linux's tree does not enable the coprocessor", \
	  "Without an enabled node that is compatible with st,stm32mp1-m4 there is no\n" \
	  "/sys/class/remoteproc: Linux can neither load the firmware nor talk to it. That is right only\n" \
	  "if a boot loader starts it and nobody needs messages.") \
	X("DTB005", WARNING, DTB, "Nothing in Linux's tree holds the clock of a peripheral of the M4", \
	  "Linux switches off clocks that nobody of its own uses. The node of a peripheral below\n" \
	  "m4_system_resources makes it keep the source of that clock on while the firmware runs, and\n" \
	  "claim its pins and regulators for it. Mainline Linux has no driver for these nodes: with such\n" \
	  "a kernel the clock's source must be kept on in another way.") \
	X("ELF001", ERROR, FIRMWARE, "The firmware does not fit into the assigned memory", \
	  "Each loaded segment of the ELF file goes to its physical address (p_paddr), and the rest of it\n" \
	  "is cleared. It has to lie inside the regions `vectors`, `code` and `data`, or in one of a name\n" \
	  "of its own that is the M4's. Linux refuses a firmware with a segment that is in no reserved\n" \
	  "memory; one that lies in the vrings loads, and destroys them.") \
	X("ELF002", ERROR, FIRMWARE, "The firmware has no vectors at address 0", \
	  "The M4 takes its stack pointer and its first instruction from addresses 0 and 4, in RETRAM.\n" \
	  "Nothing checks at run time that something was loaded there: the core would run whatever the\n" \
	  "RAM holds. The linker script must put .isr_vector at address 0.") \
	X("ELF003", ERROR, FIRMWARE, "The firmware's resource table does not fit the assignment", \
	  "The table says how many entries the vrings have and where they are; the assignment reserves\n" \
	  "memory for them. A ring of more entries than reserved runs into what follows it, and the pool\n" \
	  "of buffers is too small for it.") \
	X("ELF004", WARNING, FIRMWARE, "The firmware has no resource table", \
	  "Without a section .resource_table there are no messages: Linux starts the firmware, and makes\n" \
	  "no channel. If that is meant, write `rpmsg: false`.") \
	X("EXTI001", ERROR, FILE, "Two pins want one EXTI line", \
	  "Pins of one number share an EXTI line in all ports: PA3 and PB3 are both line 3, and EXTICR\n" \
	  "chooses one port for it (RM0436, EXTI). There are 16 lines for all pins of the chip, and both\n" \
	  "processors.") \
	X("EXTI002", ERROR, FILE, "Both processors set up EXTI without a lock", \
	  "Which port and which edge a line has is in registers that hold several lines. Linux and the M4\n" \
	  "both change them by reading, changing and writing; a change in between is lost. Semaphore 1 of\n" \
	  "HSEM guards them when both sides take it, which is the default.") \
	X("EXTI003", ERROR, FILE, "An interrupt of a pin is shared", \
	  "Each processor has its own mask for a line, but the pending bit is there once: if both unmask a\n" \
	  "line, who clears it first takes the edge from the other. Let one side have it, and send a\n" \
	  "message.") \
	X("FILE001", ERROR, FILE, "The file is not YAML that can be read", \
	  "The file is one document of YAML 1.1, at most 1 MB. Tags, anchors and aliases are refused: such\n" \
	  "a file has no use for them, and they make a small file large. A key is there once.") \
	X("FILE002", ERROR, FILE, "There is no such key", \
	  "Nothing is skipped over: a key that is misspelled would be a setting that is lost. The keys\n" \
	  "are in docs/assign.md, and in docs/assignment.schema.json for editors.") \
	X("FILE003", ERROR, FILE, "A value is not one that the key can have", \
	  "A key takes one of a few words, a number with a unit, or a name of this chip. Rates have Hz,\n" \
	  "kHz or MHz; sizes have K or M, of 1024 bytes each; numbers may be hexadecimal (0x10000).") \
	X("FW001", ERROR, FILE, "The firewall cannot keep it for its owner alone", \
	  "The firewall (ETZPC) has a mode for each of its entries: the secure world alone, the secure\n" \
	  "world writes and all read, the M4 alone, and all. There is none that keeps the M4 out for\n" \
	  "Linux's sake; the secure modes exist for the entries below 0x0D only, and some peripherals\n" \
	  "(GPIO, EXTI, SDMMC1, GPU, ...) are behind no entry at all.") \
	X("FW002", ERROR, FILE, "What is the M4's cannot be readable for others", \
	  "The mode in which the others may read (secure-write) is for what the secure world writes. For\n" \
	  "the M4 there is isolation, or nothing.") \
	X("FW003", WARNING, FILE, "What is the M4's is open to Linux", \
	  "With `isolation: open` the firewall lets Linux at a peripheral of the M4. It is then up to\n" \
	  "Linux's tree that nobody uses it, and U-Boot, which goes by the firewall, does not disable\n" \
	  "its node. It is right for what Linux is to look at, as in a test.") \
	X("FW004", ERROR, FILE, "The M4's resource manager would refuse it", \
	  "ST's resource manager and copro's peripheral ownership check read the firewall before they let\n" \
	  "a firmware set a peripheral up. An entry that is open and locked means by convention: Linux's,\n" \
	  "for good. So a peripheral of the M4 is isolated, or open and not locked.") \
	X("FW005", ERROR, FILE, "There is no firewall entry to lock", \
	  "`lock: true` sets the lock bit of a firewall entry, so that nobody changes it before the next\n" \
	  "reset. What is not behind the firewall has none.") \
	X("GPIO001", ERROR, FILE, "Both processors set up pins of one bank without a lock", \
	  "MODER, OTYPER, OSPEEDR, PUPDR and AFR hold all pins of a bank, and are changed by reading,\n" \
	  "changing and writing. If Linux and the M4 do that at the same time, one change is lost, and a\n" \
	  "pin has the wrong function until the next reset. Semaphore 0 of HSEM guards them when both\n" \
	  "sides take it, which is the default; BSRR, which drives outputs, needs no lock.") \
	X("HSEM001", ERROR, FILE, "There is no such semaphore", \
	  "HSEM has 32 hardware semaphores, 0 to 31. Both sides must take the same one for the same thing.") \
	X("HSEM002", ERROR, FILE, "GPIO and EXTI have one semaphore", \
	  "A program that holds the semaphore of GPIO while it sets a pin's interrupt up asks for that of\n" \
	  "EXTI as well. If they are one, it waits for itself.") \
	X("IRQ001", ERROR, FILE, "There is no such interrupt priority", \
	  "The Cortex-M4 of this chip has 4 bits of priority: 0, which comes first, to 15. In a register\n" \
	  "of the NVIC they are the upper four bits; here they are the number itself.") \
	X("IRQ002", WARNING, FILE, "An interrupt reaches both processors", \
	  "Interrupt lines go to the NVIC of the M4 and to the GIC of the A7 alike. IPCC and HSEM have one\n" \
	  "for each side; other peripherals have one set of flags, and who clears one first takes the\n" \
	  "event from the other. Let one side enable it.") \
	X("MEM001", ERROR, FILE, "Two regions lie over each other", \
	  "A region is used by one program, or by both processors under the protocol of a vring. Two that\n" \
	  "share cells destroy each other's data. SRAM1 to SRAM4 are there twice, from 0x10000000 and\n" \
	  "from 0x30000000: these are the same cells.") \
	X("MEM002", ERROR, FILE, "A region is not inside its bank", \
	  "Each RAM bank has a firewall entry and a size of its own: RETRAM 64 KB, SRAM1 and SRAM2 128 KB,\n" \
	  "SRAM3 and SRAM4 64 KB. A region that crosses from one to the next would have two owners.") \
	X("MEM003", ERROR, FILE, "There is no room for a region", \
	  "A region without a size gets the largest gap in its bank, and there was none.") \
	X("MEM004", ERROR, FILE, "Shared memory is not whole pages", \
	  "Linux reserves, maps and hands out memory by pages of 4 KB. A vring that begins in the middle\n" \
	  "of a page is put where Linux thinks it is, not where the firmware does.") \
	X("MEM005", ERROR, FILE, "The vectors are not where the M4 starts", \
	  "After a reset the M4 reads its stack pointer from address 0 and its first instruction from\n" \
	  "address 4, in RETRAM. The table has 16 exceptions and 150 interrupts, 664 bytes.") \
	X("MEM006", ERROR, FILE, "A region is too small for the rings or buffers", \
	  "A vring of n entries takes 16 n bytes of descriptors and 2 (3 + n) of the available ring,\n" \
	  "rounded up to its alignment, and 8 n + 6 of the used ring. The buffers of both directions lie\n" \
	  "in one pool, 2 n of them.") \
	X("MEM007", ERROR, FILE, "Linux cannot find a region", \
	  "Linux translates the M4's addresses by the dma-ranges of the tree: 0 to 0xFFFF is RETRAM,\n" \
	  "0x10000000 to 0x1005FFFF and 0x30000000 to 0x3005FFFF are SRAM1 to SRAM4. For any other\n" \
	  "address it refuses to start the firmware.") \
	X("MUX001", ERROR, FILE, "Two peripherals want different clocks from one selector", \
	  "Several peripherals share a selector: USART3 and UART5, I2C1 and I2C2, SPI2 and SPI3, and so\n" \
	  "on (RM0436, kernel clock distribution). It stands at one source. The first in the order of\n" \
	  "their addresses is heard, and the others are told.") \
	X("MUX002", WARNING, FILE, "A selector is moved under the feet of the other processor", \
	  "Several peripherals share a selector. If one of the M4's asks for another source than the\n" \
	  "board has, those of Linux that hang on it get that source as well, and Linux's driver finds\n" \
	  "another rate than it has always had; and the other way round. Write the source down at both,\n" \
	  "and nobody is surprised.") \
	X("OWN001", ERROR, FILE, "A peripheral is given to an owner twice", \
	  "A peripheral has one owner: its registers hold one set of values, and its firewall entry one\n" \
	  "mode. It may have been named twice by different names (ADC and ADC1 are both ADC12: one\n" \
	  "firewall entry, one clock, one set of common registers).") \
	X("OWN002", ERROR, FILE, "What is behind one firewall entry has two owners", \
	  "FDCAN1, FDCAN2, their message RAM and their calibration unit are behind entry 0x3E. An entry has\n" \
	  "one mode, so what is behind it has one owner and one isolation.") \
	X("OWN003", ERROR, FILE, "A peripheral cannot be given to that context", \
	  "Not everything can be everybody's: HASH2, RNG2, CRC2 and CRYP2 are the M4's on this chip, GPU,\n" \
	  "LTDC and SDMMC1 are Linux's, USART1, SPI6, I2C4 and I2C6 are the A7's, secure or not. What\n" \
	  "can be whose is in ST's data of the chip, and in `copro assign table`.") \
	X("OWN004", ERROR, FILE, "A peripheral cannot be shared", \
	  "Only what has parts for each processor (IPCC, HSEM, DMAMUX1, GPIO, RCC, ...) can be used by both\n" \
	  "at a time. All else has one set of registers.") \
	X("OWN005", ERROR, FILE, "The chip does not have the peripheral", \
	  "STM32MP151 has no FDCAN, no GPU and no DSI, STM32MP153 has no GPU and no DSI, and only parts with\n" \
	  "the letter C or F have CRYP1 and CRYP2.") \
	X("PIN001", ERROR, FILE, "A pin is used twice", \
	  "A pin has one function at a time, which is in four bits of AFR. Who sets it up last takes it\n" \
	  "from the other, without any error anywhere: this is the conflict that shows as a bus that\n" \
	  "hangs. If the other side is the board's, look at what your Linux needs there; a peripheral\n" \
	  "that it does not need can be given up with `NAME: unused`.") \
	X("PIN002", ERROR, FILE, "A pin cannot carry that signal", \
	  "Each pin has up to 16 alternate functions, each of which is one signal (data sheet, alternate\n" \
	  "functions). The pins that have the signal are named.") \
	X("PIN003", ERROR, FILE, "The package does not have the pin", \
	  "The chip has 176 pins; TFBGA257 and LFBGA354 lead 98 of them out, the others 148 and all 176. A\n" \
	  "pin without a ball can be set up, and is seen by nobody.") \
	X("PIN004", ERROR, FILE, "There is no such pin", \
	  "Pins are PA0 to PA15 and so on for the ports A to J, PK0 to PK7 and PZ0 to PZ7.\n" \
	  "Dedicated pads, such as ANA0 and ANA1 of the converters, are no pins: they have no function\n" \
	  "to choose, and are not written down.") \
	X("PIN005", WARNING, FILE, "A peripheral of the M4 has no pin for what it needs", \
	  "A UART without TX and RX, or an I2C without SCL and SDA, runs, and nobody hears it. Pins that\n" \
	  "the firmware sets up by itself should be here as well: only then can anybody see that they\n" \
	  "are taken.") \
	X("PIN006", ERROR, FILE, "A signal is on two pins", \
	  "Nothing in the chip forbids it: an output then drives both, an input gets the level of one of\n" \
	  "them, and which one is not written anywhere.") \
	X("PIN007", WARNING, FILE, "The board has something else on the pin", \
	  "On this board the pin leads to a part that needs another signal. Driving it can disturb or\n" \
	  "damage that part; a solder bridge may change where it leads (see the board's manual).") \
	X("RPM001", ERROR, FILE, "There cannot be that many buffers", \
	  "The entries of a virtio ring are a power of two. Linux has 512 buffers for both directions at\n" \
	  "most (virtio_rpmsg_bus).") \
	X("RPM002", WARNING, FILE, "The size of the buffers is not Linux's", \
	  "Linux's virtio_rpmsg_bus has buffers of 512 bytes, 16 of which are the header of a message,\n" \
	  "whatever the firmware says. Another size needs a kernel that was changed.") \
	X("RPM003", ERROR, FILE, "The rings cannot be aligned like that", \
	  "The used ring begins behind the available ring, at the next multiple of the alignment that the\n" \
	  "resource table says. Both sides compute it with a mask, so it is a power of two.") \
	X("RPM004", ERROR, FILE, "A service is there twice", \
	  "Services are what the firmware announces and a driver of Linux is bound to by name. Two of one\n" \
	  "name are possible on the wire, but a program could not tell which it got.") \
	X("RPM005", ERROR, FILE, "What messages or locks need is not shared", \
	  "IPCC is the mailbox by which each side tells the other that a ring has changed, and HSEM has the\n" \
	  "semaphores that guard GPIO and EXTI. Both have parts for each processor.") \
	X("RUN001", ERROR, RUN, "The firmware touches what is not the M4's", \
	  "The firmware was run on the virtual board with the firewall as assigned, and made an access\n" \
	  "that the firewall refuses, or that is to a peripheral which is Linux's or the secure world's.\n" \
	  "On a chip it ends in a bus error, reads zeros, or disturbs the owner.") \
	X("RUN002", ERROR, RUN, "The firmware crashes", \
	  "The firmware was run on the virtual board and ended in a fault. `copro run FIRMWARE` shows the\n" \
	  "whole report.") \
	X("RUN003", WARNING, RUN, "The firmware touches what nobody has", \
	  "The firmware uses a peripheral that the file does not give to anyone. It works, as the firewall\n" \
	  "is open, but nobody has said so: no clock is kept for it, and no conflict is found.")
/* clang-format on */

#endif
