/* SPDX-License-Identifier: BSD-3-Clause */
/* Findings for people, for programs, and for what shows them beside the code. */
#ifndef COPRO_ASSIGN_REPORT_H
#define COPRO_ASSIGN_REPORT_H

#include <jansson.h>
#include <stdio.h>

#include "assign/finding.h"
#include "assign/rule.h"

/* "pump.yaml:7:12: error PIN001: ...", and below it why and what to do; of sorted findings. */
void report_text(const struct findings *findings, FILE *file);
/* {"file": ..., "errors": 1, "warnings": 0, "findings": [...]} */
json_t *report_json(const struct findings *findings, const char *file);
/* A log in the Static Analysis Results Interchange Format 2.1.0 (OASIS), with all rules. */
json_t *report_sarif(const struct findings *findings, const char *version);

/* The long story of a rule. */
void report_rule(const struct rule *rule, FILE *file);

#endif
