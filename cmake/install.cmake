# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` lays down, and where. Nothing in it knows its own prefix, so the tree can be moved.
#
# Components, for packages: program (portolan with its page and completions), library (libportolan.so.N), data (the
# registry and the schema of its JSON), service (units of systemd), development (headers, both libraries to link with, CMake and pkg-config files).
include(CMakePackageConfigHelpers)

# --- the program

set(generated ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated})

# What the program writes about itself: WHAT as --generate knows it, installed as FILE in FOLDER.
function(portolan_generated what file folder)
  add_custom_command(OUTPUT ${generated}/${file}
                     COMMAND portolan --generate ${what} > ${generated}/${file}
                     DEPENDS portolan
                     COMMENT "Generating ${file}"
                     VERBATIM)
  add_custom_target(portolan_generated_${what} ALL DEPENDS ${generated}/${file})
  install(FILES ${generated}/${file} DESTINATION ${folder} COMPONENT program)
endfunction()

install(TARGETS portolan COMPONENT program)
install(TARGETS portolan-keeper RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/portolan COMPONENT program)
portolan_generated(man portolan.1 ${CMAKE_INSTALL_MANDIR}/man1)
portolan_generated(bash portolan ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
portolan_generated(zsh _portolan ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
portolan_generated(fish portolan.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# --- the service: units of systemd, in a folder of its own component since not every machine has it

set(unit_folder lib/systemd/system CACHE STRING "where units of systemd are installed, below the prefix")
foreach(unit IN ITEMS portolan.service portolan-update.service)
  configure_file(packaging/systemd/${unit}.in ${generated}/${unit} @ONLY)
  install(FILES ${generated}/${unit} DESTINATION ${unit_folder} COMPONENT service)
endforeach()
install(FILES packaging/systemd/portolan.socket packaging/systemd/portolan-whois.socket
              packaging/systemd/portolan-update.timer
        DESTINATION ${unit_folder}
        COMPONENT service)

# --- the data

add_custom_target(portolan_registry_file ALL DEPENDS ${PROJECT_BINARY_DIR}/src/bundled.lookup)
add_dependencies(portolan_registry_file portolan_bundled_data)
install(FILES ${PROJECT_BINARY_DIR}/src/bundled.lookup
        DESTINATION ${CMAKE_INSTALL_DATADIR}/portolan
        RENAME registry.lookup
        COMPONENT data)
install(FILES docs/registry.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/portolan COMPONENT data)

# --- the library

install(DIRECTORY include/portolan TYPE INCLUDE COMPONENT development FILES_MATCHING PATTERN "*.h")
set_target_properties(portolan_shared PROPERTIES EXPORT_NAME portolan)
set_target_properties(portolan_archive PROPERTIES EXPORT_NAME static)
# portolanConfig.cmake makes this target: only who links the archive needs utf8proc.
target_link_libraries(portolan_archive INTERFACE $<INSTALL_INTERFACE:PkgConfig::portolan_utf8proc>)
install(TARGETS portolan_shared EXPORT portolan-shared
        LIBRARY COMPONENT library NAMELINK_COMPONENT development)
install(TARGETS portolan_archive EXPORT portolan-static ARCHIVE COMPONENT development)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/portolan)
foreach(kind IN ITEMS shared static)
  install(EXPORT portolan-${kind} NAMESPACE portolan:: DESTINATION ${package_folder} COMPONENT development)
endforeach()
configure_package_config_file(cmake/portolanConfig.cmake.in ${generated}/portolanConfig.cmake
                              INSTALL_DESTINATION ${package_folder} NO_SET_AND_CHECK_MACRO)
# Before 1.0 every minor version may change the interface.
write_basic_package_version_file(${generated}/portolanConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${generated}/portolanConfig.cmake ${generated}/portolanConfigVersion.cmake
        DESTINATION ${package_folder}
        COMPONENT development)

# pkg-config: all folders from the place of portolan.pc itself.
function(portolan_from_pkgconfig variable folder)
  cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig OUTPUT_VARIABLE way)
  set(${variable} ${way} PARENT_SCOPE)
endfunction()
portolan_from_pkgconfig(pc_to_prefix ${CMAKE_INSTALL_PREFIX})
portolan_from_pkgconfig(pc_to_libraries ${CMAKE_INSTALL_FULL_LIBDIR})
portolan_from_pkgconfig(pc_to_headers ${CMAKE_INSTALL_FULL_INCLUDEDIR})
portolan_from_pkgconfig(pc_to_data ${CMAKE_INSTALL_FULL_DATADIR}/portolan)
list(JOIN utf8proc_STATIC_LDFLAGS " " pc_static_libraries)
configure_file(cmake/portolan.pc.in ${generated}/portolan.pc @ONLY)
install(FILES ${generated}/portolan.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
