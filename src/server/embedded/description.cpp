// SPDX-License-Identifier: Apache-2.0
#include "server/embedded/description.h"

// The paths of the files are given by the build. The assembler copies them in as they are.
#define PORTOLAN_EMBED(name, path)                                                                   \
  __asm__(".pushsection .rodata." name                                                               \
          ",\"a\",@progbits\n"                                                                       \
          ".hidden " name "_begin\n.hidden " name                                                    \
          "_end\n"                                                                                   \
          ".globl " name "_begin\n.globl " name "_end\n" name "_begin:\n.incbin \"" path "\"\n" name \
          "_end:\n"                                                                                  \
          ".byte 0\n.popsection\n")

PORTOLAN_EMBED("portolan_openapi_yaml", PORTOLAN_OPENAPI_YAML);
PORTOLAN_EMBED("portolan_openapi_json", PORTOLAN_OPENAPI_JSON);

extern "C" const char portolan_openapi_yaml_begin[];
extern "C" const char portolan_openapi_yaml_end[];
extern "C" const char portolan_openapi_json_begin[];
extern "C" const char portolan_openapi_json_end[];

namespace portolan::server {

std::string_view description_yaml() noexcept { return {portolan_openapi_yaml_begin, portolan_openapi_yaml_end}; }
std::string_view description_json() noexcept { return {portolan_openapi_json_begin, portolan_openapi_json_end}; }

}  // namespace portolan::server
