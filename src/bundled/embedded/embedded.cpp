// SPDX-License-Identifier: Apache-2.0
#include "bundled/bundled.h"

// PORTOLAN_BUNDLED_FILE is the path of the compiled lookup file, given by the build. The assembler copies it in as
// it is, which a compiler could do only through an array of numbers.
__asm__(
    ".pushsection .rodata.portolan_bundled,\"a\",@progbits\n"
    ".balign 64\n"
    ".hidden portolan_bundled_begin\n"
    ".hidden portolan_bundled_end\n"
    ".globl portolan_bundled_begin\n"
    ".globl portolan_bundled_end\n"
    "portolan_bundled_begin:\n"
    ".incbin \"" PORTOLAN_BUNDLED_FILE
    "\"\n"
    "portolan_bundled_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" const std::byte portolan_bundled_begin[];
extern "C" const std::byte portolan_bundled_end[];

namespace portolan::bundled {

std::span<const std::byte> bundled_registry() noexcept { return {portolan_bundled_begin, portolan_bundled_end}; }

}  // namespace portolan::bundled
