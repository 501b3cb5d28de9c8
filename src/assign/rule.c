/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/rule.h"

#include <stdlib.h>
#include <strings.h>

#include "assign/rule_texts.h"

#define ROW(code, severity, needs, title, story)                                                   \
	{code, FINDING_##severity, RULE_##needs, title, story},

/* By code: rule_find() halves it. */
static const struct rule table[] = {RULES(ROW)};

#define COUNT (sizeof(table) / sizeof(table[0]))

const struct rule *rules(size_t *count)
{
	*count = COUNT;
	return table;
}

static int rule_compare(const void *code, const void *rule)
{
	return strcasecmp(code, ((const struct rule *)rule)->code);
}

const struct rule *rule_find(const char *code)
{
	return bsearch(code, table, COUNT, sizeof(table[0]), rule_compare);
}
