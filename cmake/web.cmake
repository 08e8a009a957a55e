# SPDX-License-Identifier: Apache-2.0
# The web application, inside the program: Vite builds web/ into the build folder, web/embed writes a source that holds
# each of its files, and portolan_web is the library of it. Built again when a source of it changes.
find_program(NODE NAMES node nodejs)
find_program(NPM npm)
set(web ${PROJECT_SOURCE_DIR}/web)
if(NOT NODE OR NOT NPM OR NOT EXISTS ${web}/node_modules/vite/bin/vite.js)
  message(FATAL_ERROR "The packages of the web application are missing: run `./dev deps`, which fetches them")
endif()

file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/src/* ${web}/public/*)
set(web_settings ${web}/package-lock.json ${web}/vite.config.js ${web}/svelte.config.js ${web}/tsconfig.json)
set(web_out ${PROJECT_BINARY_DIR}/web)
# --configLoader runner: nothing is written into the sources, so that several builds can share them.
add_custom_command(
  OUTPUT ${web_out}/dist/manifest.json
  COMMAND ${NODE} node_modules/vite/bin/vite.js build --configLoader runner --outDir ${web_out}/dist --emptyOutDir
  WORKING_DIRECTORY ${web}
  DEPENDS ${web_sources} ${web_settings}
  COMMENT "Building the web application"
  VERBATIM)
add_custom_command(
  OUTPUT ${web_out}/files.cpp
  COMMAND ${NODE} ${web}/embed/embed.mjs ${web_out}/dist ${web_out}/files.cpp
  DEPENDS ${web_out}/dist/manifest.json ${web}/embed/embed.mjs
  VERBATIM)

add_library(portolan_web STATIC ${web_out}/files.cpp)
target_include_directories(portolan_web PUBLIC ${web}/embed)

# Types and logic of it.
foreach(what IN ITEMS check test)
  add_test(NAME web_${what} COMMAND ${NPM} run --silent ${what} WORKING_DIRECTORY ${web})
  set_tests_properties(web_${what} PROPERTIES LABELS web)
endforeach()
