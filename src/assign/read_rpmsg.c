/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages between the processors, and the semaphores that guard what both of them write. */
#include <string.h>

#include "assign/reader.h"

#define SERVICE_NAME 31u /* of 32 bytes in an announcement, one ends it (rpmsg_ns.h of Linux) */

static void buffers_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_rpmsg *rpmsg = target;

	reader_number(reader, node, "the number of buffers", READER_PLAIN, 1, 32768,
		      &rpmsg->buffers);
}

static void size_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_rpmsg *rpmsg = target;

	reader_number(reader, node, "the size of a buffer", READER_BYTES, 17, 65536, &rpmsg->size);
}

static void align_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_rpmsg *rpmsg = target;

	reader_number(reader, node, "the alignment of a ring", READER_BYTES, 1, 4096,
		      &rpmsg->align);
}

static void trace_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_rpmsg *rpmsg = target;

	reader_number(reader, node, "the size of the log", READER_BYTES, 0, 65536, &rpmsg->trace);
}

static void services_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_rpmsg *rpmsg = target;

	if (node->kind != YAML_SEQUENCE || node->count > ASSIGNMENT_SERVICES) {
		reader_wrong(reader, node,
			     "services are a list of at most %u names, such as [rpmsg-tty]",
			     ASSIGNMENT_SERVICES);
		return;
	}
	rpmsg->service_count = 0;
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		const char *name = reader_name(reader, item, "a service", SERVICE_NAME);

		if (name)
			rpmsg->services[rpmsg->service_count++] =
				(struct assignment_text){name, reader_origin(reader, item)};
	}
}

const struct reader_key reader_rpmsg_keys[] = {
	{"buffers", buffers_read, NULL},   {"size", size_read, NULL},
	{"align", align_read, NULL},	   {"trace", trace_read, NULL},
	{"services", services_read, NULL}, {NULL, NULL, NULL},
};

void read_rpmsg(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment *assignment = target;

	if (node->kind == YAML_SCALAR) {
		reader_flag(reader, node, "rpmsg", &assignment->rpmsg.enabled);
		return;
	}
	assignment->rpmsg.enabled =
		(struct assignment_flag){true, reader_origin(reader, node->key)};
	reader_mapping(reader, node, "rpmsg", reader_rpmsg_keys, &assignment->rpmsg);
}

/* ---- locks ---- */

static void lock_number_read(struct reader *reader, const struct yaml_node *node, const char *what,
			     struct assignment_number *number)
{
	const char *text = yaml_string(node);

	if (text && !reader_truth(text))
		*number =
			(struct assignment_number){ASSIGNMENT_NO_LOCK, reader_origin(reader, node)};
	else
		reader_number(reader, node, what, READER_PLAIN, 0, 254, number);
}

static void gpio_lock_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment *assignment = target;

	lock_number_read(reader, node, "the semaphore of the GPIO banks, in place of off,",
			 &assignment->gpio_lock);
}

static void exti_lock_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment *assignment = target;

	lock_number_read(reader, node, "the semaphore of EXTI, in place of off,",
			 &assignment->exti_lock);
}

const struct reader_key reader_locks_keys[] = {
	{"gpio", gpio_lock_read, NULL},
	{"exti", exti_lock_read, NULL},
	{NULL, NULL, NULL},
};

void read_locks(struct reader *reader, const struct yaml_node *node, void *target)
{
	reader_mapping(reader, node, "the semaphores", reader_locks_keys, target);
}
