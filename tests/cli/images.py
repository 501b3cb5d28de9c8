# SPDX-License-Identifier: BSD-3-Clause
"""Firmware files for tests: good ones to spoil, and the one that misbehaves when it runs."""
import os
import struct

FIRMWARE = os.environ["FIRMWARE"]
TEST_FIRMWARE = os.environ["TEST_FIRMWARE"]

# As in tests/firmware/hostile.c.
MODES = ("waits faults locks_up loops floods used_id used_length used_index length descriptors name "
         "channels kicks ns_length trace ends_in_fault table firewall").split()


def hostile(mode):
    """The bytes of the firmware that does `mode`."""
    with open(os.path.join(TEST_FIRMWARE, "hostile.elf"), "rb") as file:
        image = bytearray(file.read())
    place = image.index(b"MODE\0\0\0\0")
    struct.pack_into("<I", image, place + 4, MODES.index(mode))
    return bytes(image)


# Fields of the ELF header and of a program header, by offset and struct format.
HEADER = {"class": (4, "B"), "data": (5, "B"), "version": (6, "B"), "type": (16, "H"),
          "machine": (18, "H"), "phoff": (28, "I"), "shoff": (32, "I"), "phentsize": (42, "H"),
          "phnum": (44, "H"), "shentsize": (46, "H"), "shnum": (48, "H"), "shstrndx": (50, "H")}
SEGMENT = {"type": (0, "I"), "offset": (4, "I"), "vaddr": (8, "I"), "paddr": (12, "I"),
           "filesz": (16, "I"), "memsz": (20, "I")}


class Image:
    """tty-echo.elf, to be spoilt."""

    def __init__(self, path=os.path.join(FIRMWARE, "tty-echo.elf")):
        with open(path, "rb") as file:
            self.data = bytearray(file.read())
        self.phoff = self.header("phoff")
        self.phnum = self.header("phnum")
        self.shoff = self.header("shoff")
        self.shnum = self.header("shnum")

    def header(self, field, value=None):
        return self.field(HEADER[field], value)

    def segment(self, index, field, value=None):
        offset, code = SEGMENT[field]
        return self.field((self.phoff + 32 * index + offset, code), value)

    def field(self, place, value=None):
        offset, code = place
        if value is not None:
            struct.pack_into("<" + code, self.data, offset, value)
        return struct.unpack_from("<" + code, self.data, offset)[0]

    def section(self, name):
        """(header's offset in the file, offset, size) of a section."""
        names = struct.unpack_from("<I", self.data,
                                   self.shoff + 40 * self.header("shstrndx") + 16)[0]
        for index in range(self.shnum):
            at = self.shoff + 40 * index
            name_at = names + struct.unpack_from("<I", self.data, at)[0]
            if self.data[name_at:].startswith(name.encode() + b"\0"):
                return (at, *struct.unpack_from("<II", self.data, at + 16))
        raise KeyError(name)

    def table(self, word, value):
        """Writes a word of the resource table."""
        offset = self.section(".resource_table")[1]
        struct.pack_into("<I", self.data, offset + 4 * word, value)
        return self
