/* SPDX-License-Identifier: BSD-3-Clause */
/* The rules, row by row, in the order of their codes: X(code, severity, who looks, title, story). */
#ifndef COPRO_ASSIGN_RULE_TEXTS_H
#define COPRO_ASSIGN_RULE_TEXTS_H

/* clang-format off */
#define RULES(X) \
	X("CHIP001", ERROR, FILE, "The chip or the board is not known", \
	  "An assignment is for a chip: a pin, a clock or a firewall entry means nothing without one. Say\n" \
	  "`board: NAME` for a board whose Linux is known, or `chip: PART` with the number of the part.") \
	X("FILE001", ERROR, FILE, "The file is not YAML that can be read", \
	  "The file is YAML 1.1, one document of at most 1 MB, without tags, anchors and aliases.") \
	X("FILE002", ERROR, FILE, "There is no such key", \
	  "Nothing is skipped over: a key that is misspelled would be a setting that is lost.") \
	X("FILE003", ERROR, FILE, "A value is not one that the key can have", \
	  "Each key takes words of a list, numbers with a unit, or names of this chip.")
/* clang-format on */

#endif
