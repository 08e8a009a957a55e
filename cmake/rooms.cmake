# SPDX-License-Identifier: Apache-2.0
# A room is a folder under src with one purpose. It sees the headers of the rooms that it USES, of what those use, and
# nothing else: each room gets an include folder of its own that holds only a link to it, so an include that points
# upwards does not compile.
#
#   portolan_room(NAME [THREADS] [USES room...] [LIBRARIES target...])
#
# THREADS: its tests run several threads, so the sanitizer for threads has something to find in them. They have the label
# "threads", and the target portolan_threads builds them.
#
# All *.cpp of the folder belong to the library portolan_NAME, except *_test.cpp, which become the program NAME_test,
# and *_main.cpp, which src/CMakeLists.txt names one by one.
add_custom_target(portolan_threads)

# The test runs several threads, or programs that do: TARGETS.
function(portolan_test_of_threads test)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "TARGETS")
  set_property(TEST ${test} APPEND PROPERTY LABELS threads)
  add_dependencies(portolan_threads ${ARG_TARGETS})
endfunction()

function(portolan_room name)
  cmake_parse_arguments(PARSE_ARGV 1 ROOM "THREADS" "" "USES;LIBRARIES")
  set(folder ${PROJECT_SOURCE_DIR}/src/${name})
  set(include ${PROJECT_BINARY_DIR}/rooms/${name})
  file(MAKE_DIRECTORY ${include})
  file(CREATE_LINK ${folder} ${include}/${name} SYMBOLIC)

  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  file(GLOB tests CONFIGURE_DEPENDS ${folder}/*_test.cpp)
  file(GLOB mains CONFIGURE_DEPENDS ${folder}/*_main.cpp)
  if(tests)
    list(REMOVE_ITEM sources ${tests})
  endif()
  if(mains)
    list(REMOVE_ITEM sources ${mains})
  endif()
  if(NOT sources)
    return()
  endif()
  add_library(portolan_${name} STATIC ${sources})
  target_include_directories(portolan_${name} PUBLIC ${include} ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(portolan_${name} PUBLIC ${PORTOLAN_FMT} ${ROOM_LIBRARIES})
  foreach(room IN LISTS ROOM_USES)
    if(TARGET portolan_${room})
      target_link_libraries(portolan_${name} PUBLIC portolan_${room})
    endif()
  endforeach()
  portolan_precompiled(portolan_${name})
  if(tests)
    add_executable(${name}_test ${tests})
    portolan_precompiled_test(${name}_test)
    target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests/support)
    target_link_libraries(${name}_test PRIVATE portolan_${name} GTest::gtest GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE PORTOLAN_FIXTURES="${PROJECT_SOURCE_DIR}/tests/fixtures")
    add_test(NAME ${name} COMMAND ${name}_test)
    if(ROOM_THREADS)
      portolan_test_of_threads(${name} TARGETS ${name}_test)
    endif()
  endif()
endfunction()
