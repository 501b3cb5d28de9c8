/* SPDX-License-Identifier: BSD-3-Clause */
/* The way to a file of the tree, and through its functions. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "service/tree_internal.h"

/* ---- the whole ---- */

/* Children stand beside each other, each with its own behind all of them. False: the table is too
 * large. */
static bool place_children(struct tree *tree, uint32_t parent)
{
	const struct tree_entry *child = tree->places[parent].entry->children;
	struct tree_place *place = &tree->places[parent];
	uint32_t i;

	place->first = tree->count;
	for (; child && child->mode; child++) {
		if (tree->count == TREE_PLACES)
			return false;
		tree->places[tree->count++] = (struct tree_place){.entry = child, .parent = parent};
		place->count++;
	}
	for (i = 0; i < place->count; i++) {
		if (!place_children(tree, place->first + i))
			return false;
	}
	return true;
}

int tree_create(struct tree **result, const struct tree_config *config)
{
	struct tree *tree = calloc(1, sizeof(*tree));

	if (!tree)
		return -ENOMEM;
	tree->config = *config;
	tree->places[tree->count++].entry = &tree_layout;
	if (!place_children(tree, 0)) {
		free(tree);
		return -ENOMEM;
	}
	*result = tree;
	return 0;
}

void tree_destroy(struct tree *tree)
{
	free(tree);
}

struct control *tree_control(const struct tree *tree)
{
	return tree->config.control;
}

struct remoteproc *tree_remoteproc(const struct tree *tree)
{
	return machine_remoteproc(control_machine(tree->config.control));
}

/* ---- the way ---- */

/* The entry that has members and that the place is or is in, NULL: none. */
static const struct tree_entry *family_of(const struct tree *tree, uint32_t place)
{
	while (place && !tree->places[place].entry->member)
		place = tree->places[place].parent;
	return place ? tree->places[place].entry : NULL;
}

static bool member_lives(struct tree *tree, const struct tree_entry *family, uint64_t instance)
{
	struct tree_member member;

	for (uint32_t i = 0; family->member(tree, i, &member); i++) {
		if (member.instance == instance)
			return true;
	}
	return false;
}

/* The entry of what is there, NULL: it has gone. */
static const struct tree_entry *entry_of(struct tree *tree, struct tree_ref ref)
{
	const struct tree_entry *family;

	if (ref.place >= tree->count)
		return NULL;
	family = family_of(tree, ref.place);
	if (family ? !member_lives(tree, family, ref.instance) : ref.instance)
		return NULL;
	return tree->places[ref.place].entry;
}

/* Of a member, or of what is in one: itself. */
static uint64_t child_instance(const struct tree_entry *child, struct tree_ref directory,
			       const struct tree_member *member)
{
	return child->member ? member->instance : directory.instance;
}

int tree_lookup(struct tree *tree, struct tree_ref directory, const char *name,
		struct tree_ref *found)
{
	const struct tree_entry *entry = entry_of(tree, directory);
	const struct tree_place *place;
	struct tree_member member = {.instance = 0};

	if (!entry)
		return -ENOENT;
	if (!S_ISDIR(entry->mode))
		return -ENOTDIR;
	place = &tree->places[directory.place];
	for (uint32_t i = place->first; i < place->first + place->count; i++) {
		const struct tree_entry *child = tree->places[i].entry;
		bool match = child->name && !strcmp(child->name, name);

		for (uint32_t j = 0; !match && child->member && child->member(tree, j, &member);
		     j++)
			match = !strcmp(member.name, name);
		if (match) {
			*found = (struct tree_ref){i, child_instance(child, directory, &member)};
			return 0;
		}
	}
	return -ENOENT;
}

int tree_find(struct tree *tree, const char *path, struct tree_ref *found)
{
	char name[TREE_NAME];
	int rc = 0;

	*found = TREE_ROOT;
	while (!rc && *path) {
		size_t length = strcspn(path, "/");

		if (length >= sizeof(name))
			return -ENOENT;
		memcpy(name, path, length);
		name[length] = '\0';
		if (length)
			rc = tree_lookup(tree, *found, name, found);
		path += length + (path[length] == '/');
	}
	return rc;
}

struct tree_ref tree_parent(const struct tree *tree, struct tree_ref ref)
{
	const uint32_t parent = tree->places[ref.place].parent;

	return (struct tree_ref){parent, family_of(tree, parent) ? ref.instance : 0};
}

int tree_attributes(struct tree *tree, struct tree_ref ref, struct tree_attributes *attributes)
{
	const struct tree_entry *entry = entry_of(tree, ref);

	if (!entry)
		return -ENOENT;
	*attributes = (struct tree_attributes){
		.mode = entry->mode,
		.size = entry->flags & TREE_SYSFS ? TREE_PAGE : 0,
		.live = entry->flags & TREE_LIVE,
		.big = entry->read,
		.not_read = entry->flags & TREE_SYSFS && !entry->show,
		.not_written = entry->flags & TREE_SYSFS && !entry->store,
	};
	return 0;
}

int tree_list(struct tree *tree, struct tree_ref directory, uint32_t index, struct tree_ref *child,
	      char name[TREE_NAME])
{
	const struct tree_entry *entry = entry_of(tree, directory);
	const struct tree_place *place;
	struct tree_member member = {.instance = 0};

	if (!entry)
		return -ENOENT;
	if (!S_ISDIR(entry->mode))
		return -ENOTDIR;
	place = &tree->places[directory.place];
	for (uint32_t i = place->first; i < place->first + place->count; i++) {
		const struct tree_entry *at = tree->places[i].entry;

		for (uint32_t j = 0; at->member ? at->member(tree, j, &member) : !j; j++) {
			if (index--)
				continue;
			(void)snprintf(name, TREE_NAME, "%s", at->name ? at->name : member.name);
			*child = (struct tree_ref){i, child_instance(at, directory, &member)};
			return 0;
		}
	}
	return -ENOENT;
}

/* ---- what is there ---- */

int tree_target(struct tree *tree, struct tree_ref ref, char *target, size_t size)
{
	const struct tree_entry *entry = entry_of(tree, ref);
	int length;

	if (!entry)
		return -ENOENT;
	if (!S_ISLNK(entry->mode))
		return -EINVAL;
	if (entry->target)
		return entry->target(tree, ref.instance, target, size);
	length = snprintf(target, size, "%s", entry->link);
	return length < 0 || (size_t)length >= size ? -ENAMETOOLONG : 0;
}

/* What Linux says to one who reads or writes what has no such function: sysfs does not let it be
 * opened, debugfs does. */
static int not_for_that(const struct tree_entry *entry)
{
	if (S_ISDIR(entry->mode))
		return -EISDIR;
	return entry->flags & TREE_SYSFS ? -EACCES : -EINVAL;
}

int tree_show(struct tree *tree, struct tree_ref ref, char **text, size_t *length)
{
	const struct tree_entry *entry = entry_of(tree, ref);
	FILE *out;
	int rc;

	*text = NULL;
	*length = 0;
	if (!entry)
		return -ENOENT;
	if (!entry->show)
		return not_for_that(entry);
	out = open_memstream(text, length);
	if (!out)
		return -ENOMEM;
	rc = entry->show(tree, ref.instance, out);
	if (fclose(out) && !rc)
		rc = -ENOMEM;
	if (rc) {
		free(*text);
		*text = NULL;
		*length = 0;
	} else if (entry->flags & TREE_SYSFS && *length > TREE_PAGE) {
		*length = TREE_PAGE;
	}
	return rc;
}

ssize_t tree_read(struct tree *tree, struct tree_ref ref, void *data, size_t size, uint64_t offset)
{
	const struct tree_entry *entry = entry_of(tree, ref);

	if (!entry)
		return -ENOENT;
	return entry->read ? entry->read(tree, ref.instance, data, size, offset) : -EINVAL;
}

void tree_closed(struct tree *tree, struct tree_ref ref)
{
	const struct tree_entry *entry = entry_of(tree, ref);

	if (entry && entry->closed)
		entry->closed(tree, ref.instance);
}

/* ---- writes ---- */

ssize_t tree_store(struct tree *tree, struct tree_ref ref, struct tree_store *store,
		   const void *data, size_t length)
{
	const struct tree_entry *entry = entry_of(tree, ref);
	char *text;
	int rc;

	if (!entry)
		return -ENOENT;
	if (!entry->store)
		return not_for_that(entry);
	if (entry->flags & TREE_SYSFS && length > TREE_PAGE)
		length = TREE_PAGE;
	text = malloc(length + 1);
	if (!text)
		return -ENOMEM;
	memcpy(text, data, length);
	text[length] = '\0';
	store->length = length;
	store->heedless = false;
	rc = entry->store(tree, ref.instance, store, text);
	free(text);
	return rc ? rc : (ssize_t)length;
}

void tree_withdraw(struct tree *tree, struct tree_store *store)
{
	control_withdraw(tree->config.control, &store->request);
}

static void on_done(struct control_request *request, int status, const struct host_error *error)
{
	struct tree_store *store = COPRO_CONTAINER_OF(request, struct tree_store, request);

	(void)error;
	store->done(store, status && !store->heedless ? status : (ssize_t)store->length);
}

int tree_ask(struct tree *tree, struct tree_store *store, enum control_verb verb)
{
	store->request = (struct control_request){.verb = verb, .done = on_done};
	control_ask(tree->config.control, &store->request);
	return -EINPROGRESS;
}

int tree_ask_heedless(struct tree *tree, struct tree_store *store, enum control_verb verb)
{
	store->heedless = true;
	return tree_ask(tree, store, verb);
}

bool tree_is_word(const char *text, const char *word)
{
	const size_t length = strlen(word);

	return !strncmp(text, word, length) &&
	       (!text[length] || (text[length] == '\n' && !text[length + 1]));
}
