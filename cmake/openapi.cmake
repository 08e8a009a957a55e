# SPDX-License-Identifier: Apache-2.0
# The description of the API inside the program, as it is and as JSON. Of several Pythons the first that reads YAML, the
# system's before others: its packages are those that ./dev deps installs.
function(portolan_reads_yaml result python)
  execute_process(COMMAND ${python} -c "import yaml" RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  if(NOT status EQUAL 0)
    set(${result} FALSE PARENT_SCOPE)
  endif()
endfunction()
find_program(PORTOLAN_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH VALIDATOR portolan_reads_yaml)
find_program(PORTOLAN_PYTHON NAMES python3 VALIDATOR portolan_reads_yaml)
if(NOT PORTOLAN_PYTHON)
  message(FATAL_ERROR "No Python that reads YAML: run `./dev deps`, which installs python3-yaml")
endif()
set(openapi_yaml ${PROJECT_SOURCE_DIR}/docs/openapi.yaml)
set(openapi_json ${PROJECT_BINARY_DIR}/openapi.json)
set(yaml_to_json ${PROJECT_SOURCE_DIR}/src/server/embedded/yaml_to_json.py)
add_custom_command(OUTPUT ${openapi_json}
                   COMMAND ${PORTOLAN_PYTHON} ${yaml_to_json} ${openapi_yaml} ${openapi_json}
                   DEPENDS ${yaml_to_json} ${openapi_yaml}
                   COMMENT "Writing the description of the API as JSON"
                   VERBATIM)
add_library(portolan_openapi STATIC ${PROJECT_SOURCE_DIR}/src/server/embedded/description.cpp ${openapi_json})
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/server/embedded/description.cpp PROPERTIES
                            OBJECT_DEPENDS "${openapi_yaml};${openapi_json}"
                            COMPILE_DEFINITIONS
                            "PORTOLAN_OPENAPI_YAML=\"${openapi_yaml}\";PORTOLAN_OPENAPI_JSON=\"${openapi_json}\"")
target_include_directories(portolan_openapi PUBLIC ${PROJECT_BINARY_DIR}/rooms/server)
