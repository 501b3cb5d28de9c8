/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/run_scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/conversation.h"
#include "cli/message.h"
#include "cli/output_file.h"

static int scenario_error(const struct run_scenario *run, const struct yaml_error *error)
{
	if (!error->line)
		return cli_error("%s: %s", run->options->scenario, error->text);
	return cli_error("%s:%u:%u: %s", run->options->scenario, error->line, error->column,
			 error->text);
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int run_scenario_read(struct run_scenario *run, const struct run_options *options)
{
	struct yaml_error error = {.text = ""};
	int status = CLI_OK;
	int rc = 0;

	run->options = options;
	if (options->scenario) {
		status = scenario_file_read(&run->file, options->scenario);
		if (status)
			return status;
		rc = scenario_plan_read(&run->plan, run->file.data, run->file.size,
					file_name(options->scenario), options->timeout, &error);
	} else if (options->conversation.count) {
		rc = conversation_plan(&options->conversation, options->timeout, &run->plan);
	}
	if (rc == -EINVAL)
		return scenario_error(run, &error);
	return rc ? cli_error("not enough memory") : CLI_OK;
}

int run_scenario_open(struct run_scenario *run, struct machine *machine,
		      const struct scenario_config *config)
{
	struct scenario_config whole = *config;
	struct yaml_error error = {.text = ""};

	if (!run->plan)
		return CLI_OK;
	if (scenario_check(run->plan, machine, &error))
		return scenario_error(run, &error);
	whole.plan = run->plan;
	return scenario_create(&run->scenario, &whole) ? cli_error("not enough memory") : CLI_OK;
}

static int junit_write(const struct run_scenario *run)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file;
	int status;

	if (!run->options->junit || !run->scenario)
		return CLI_OK;
	file = open_memstream(&text, &length);
	if (file)
		scenario_write_junit(run->scenario, file);
	if (!file || fclose(file))
		status = cli_error("not enough memory");
	else
		status = output_file_write("junit", run->options->junit, text, length);
	free(text);
	return status;
}

/* One line a step that failed. */
static int scenario_verdict(const struct run_scenario *run)
{
	int status = CLI_OK;

	for (size_t i = 0; i < run->plan->count; i++) {
		const struct scenario_outcome *outcome = scenario_outcome(run->scenario, i);
		const struct scenario_step *step = &run->plan->steps[i];

		if (outcome->result == SCENARIO_FAILED)
			status = cli_error("%s:%u:%u: %s", run->options->scenario, step->line,
					   step->column, outcome->why);
		else if (outcome->result == SCENARIO_SKIPPED)
			status = CLI_FAILED;
	}
	if (status && !scenario_failures(run->scenario))
		return cli_error("%s: the run was over before all of its steps",
				 run->options->scenario);
	return status;
}

static int conversation_verdict(const struct run_scenario *run, bool ended_by_time, const char *why)
{
	bool cut = false;

	for (size_t i = 0; i < run->plan->count; i++) {
		const struct scenario_outcome *outcome = scenario_outcome(run->scenario, i);

		cut |= outcome->reason == SCENARIO_ENDED;
		if (outcome->result != SCENARIO_DONE) {
			if (cut && !run->options->conversation.expects && ended_by_time)
				return CLI_OK;
			return conversation_error(run->scenario, run->plan, cut ? why : NULL);
		}
	}
	return CLI_OK;
}

int run_scenario_end(struct run_scenario *run, const char *why)
{
	if (!run->scenario)
		return CLI_OK;
	scenario_end(run->scenario, why);
	return junit_write(run);
}

int run_scenario_verdict(const struct run_scenario *run, bool ended_by_time, const char *why)
{
	if (!run->scenario)
		return CLI_OK;
	return run->options->scenario ? scenario_verdict(run)
				      : conversation_verdict(run, ended_by_time, why);
}

void run_scenario_close(struct run_scenario *run)
{
	scenario_destroy(run->scenario);
	run->scenario = NULL;
}

void run_scenario_free(struct run_scenario *run)
{
	scenario_plan_free(run->plan);
	run->plan = NULL;
	firmware_file_free(&run->file);
}

bool run_scenario_survives(const struct run_scenario *run)
{
	return run->plan && run->plan->survives;
}
