/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/chip.h"

#include <errno.h>

#include "assign/arena.h"

static int chip_unknown(const struct assignment_origin *at, struct findings *findings,
			const char *format, const char *name)
{
	struct finding *finding = finding_add(findings, "CHIP001", at);

	finding_what(finding, format, name);
	finding_why(finding,
		    "a part is STM32MP151, STM32MP153 or STM32MP157, a letter A, C, D or F, "
		    "and its package AA, AB, AC or AD");
	finding_do(finding, "write `board: stm32mp157c-dk2`, or `chip:` and a part such as "
			    "STM32MP157CAC");
	return -EINVAL;
}

static int package_resolve(const struct assignment *assignment, struct soc_chip *chip,
			   struct findings *findings)
{
	const char *given = assignment->package.value;
	int package = given ? soc_package_by_name(given) : -1;

	if (given && package < 0)
		return chip_unknown(&assignment->package.origin, findings,
				    "there is no package \"%s\"", given);
	if (given)
		chip->package = (enum soc_package)package;
	if (chip->package == SOC_PACKAGES)
		return chip_unknown(&assignment->chip.origin, findings,
				    "the package of the chip \"%s\" is not said",
				    assignment->chip.value);
	return 0;
}

int chip_resolve(struct assignment *assignment, const char *file, struct findings *findings)
{
	const struct assignment_origin nowhere = {.file = file};
	const char *given = assignment->chip.value;
	char name[SOC_CHIP_NAME];
	struct soc_chip chip;
	int rc;

	if (!given)
		return chip_unknown(&nowhere, findings, "the file says neither board nor chip%s",
				    "");
	if (soc_chip_by_name(given, &chip))
		return chip_unknown(&assignment->chip.origin, findings,
				    "the chip \"%s\" is not known", given);
	rc = package_resolve(assignment, &chip, findings);
	if (rc)
		return rc;
	if (!assignment->package.value)
		assignment->package.origin = assignment->chip.origin;
	assignment->package.value = soc_package(chip.package)->name;
	assignment->chip.value = arena_text(assignment->arena, soc_chip_name(&chip, name));
	return assignment->chip.value ? 0 : -ENOMEM;
}

struct soc_chip chip_of(const struct assignment *assignment)
{
	struct soc_chip chip = {.line = 157, .package = SOC_PACKAGES};

	(void)(soc_chip_by_name(assignment->chip.value, &chip) == 0);
	return chip;
}
