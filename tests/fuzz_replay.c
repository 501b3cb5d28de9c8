/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs a fuzz target over files and folders of inputs, without a fuzzer: what was once found stays
 * tested in every build. Also feeds each input cut at every byte.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define INPUT_MAX (1u << 20)
#define CUT_MAX	  4096u /* inputs up to this size are also cut everywhere */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(INPUT_MAX);
	size_t size, cut;

	if (!file || !data) {
		perror(path);
		exit(1);
	}
	size = fread(data, 1, INPUT_MAX, file);
	fclose(file);
	/* An exact copy, so that a sanitizer sees a read past the end. */
	for (cut = size <= CUT_MAX ? 0 : size; cut <= size; cut++) {
		uint8_t *exact = malloc(cut ? cut : 1);

		if (!exact)
			exit(1);
		memcpy(exact, data, cut);
		LLVMFuzzerTestOneInput(exact, cut);
		free(exact);
	}
	free(data);
	return 1;
}

static unsigned run_path(const char *path)
{
	struct stat info;
	struct dirent *entry;
	char child[4096];
	unsigned count = 0;
	DIR *folder;

	if (stat(path, &info)) {
		perror(path);
		exit(1);
	}
	if (!S_ISDIR(info.st_mode))
		return run_file(path);
	folder = opendir(path);
	while (folder && (entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(child, sizeof(child), "%s/%s", path, entry->d_name);
		count += run_path(child);
	}
	if (folder)
		closedir(folder);
	return count;
}

int main(int argc, char **argv)
{
	unsigned count = 0;
	int i;

	for (i = 1; i < argc; i++)
		count += run_path(argv[i]);
	printf("%u inputs\n", count);
	return count ? 0 : 1;
}
