/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The file in which a part keeps what survives a power-off: exactly so many bytes, the part's own as long
 * as it is open. It is written in place, at once, so that whatever ends this program ends it between two
 * writes: it has the whole of each. (Nothing is forced onto the disk: a PC that loses its power may lose
 * the last writes, one that does not cross a multiple of 512 bytes never by half.)
 */
#ifndef COPRO_BOARD_PARTS_PART_FILE_H
#define COPRO_BOARD_PARTS_PART_FILE_H

#include <stddef.h>
#include <stdint.h>

/* Opens the file and reads it into `content`. One that is missing is made, of `fill`. Returns a file
 * descriptor; -EINVAL: it is no file of `size` bytes; -EBUSY: somebody else has it; or what the system
 * says. `content` is as it was then. */
__attribute__((warn_unused_result)) int part_file_open(const char *path, uint8_t *content,
						       size_t size, uint8_t fill);
/* 0, or what the system says. */
__attribute__((warn_unused_result)) int part_file_write(int file, const uint8_t *content,
							size_t offset, size_t length);

#endif
