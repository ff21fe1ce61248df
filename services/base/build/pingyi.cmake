# How every folder of the tree declares itself: pingyi_library, pingyi_test, pingyi_binary.
#
# One folder is one library (and its tests). A file may include, of our own headers, those of its own folder and of
# the folders whose libraries its target names in DEPS: pingyi_check_layering() stops the configuration otherwise.

set(PINGYI_WARNINGS -Wall -Wextra -Werror)
# GCC 12 sees accesses out of bounds and uninitialised members in std::string and std::variant temporaries that are not
# there, once the many temporaries of a test are inlined. The warnings stay on for the code under test.
set(PINGYI_TEST_WARNINGS -Wno-array-bounds -Wno-stringop-overflow -Wno-restrict -Wno-maybe-uninitialized)

# Precompiled headers come in three kinds, each compiled once and shared: the standard library with Abseil (core),
# gRPC and Protocol Buffers (rpc), GoogleTest (test).
function(pingyi_pch kind)
  cmake_parse_arguments(arg "" "" "HEADERS;LINK" ${ARGN})
  # Unlike file(WRITE), this leaves an unchanged file alone, so that configuring again compiles nothing again.
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/pch/${kind}.cc CONTENT "// Holds the precompiled headers of kind ${kind}.\n")
  add_library(pch_${kind} OBJECT ${CMAKE_BINARY_DIR}/pch/${kind}.cc)
  target_link_libraries(pch_${kind} PRIVATE ${arg_LINK})
  target_compile_options(pch_${kind} PRIVATE ${PINGYI_WARNINGS} -pthread)
  target_precompile_headers(pch_${kind} PRIVATE ${arg_HEADERS})
endfunction()
pingyi_pch(core
  HEADERS <algorithm> <cstdint> <functional> <map> <memory> <optional> <string> <string_view> <vector>
          <absl/status/status.h> <absl/status/statusor.h> <absl/time/time.h> <fmt/format.h>
  LINK absl::statusor absl::time fmt::fmt)
pingyi_pch(rpc
  HEADERS <functional> <map> <memory> <string> <string_view> <vector> <absl/status/statusor.h> <absl/time/time.h>
          <fmt/format.h> <grpcpp/grpcpp.h> <google/protobuf/message.h>
  LINK absl::statusor absl::time fmt::fmt gRPC::grpc++ protobuf::libprotobuf)
pingyi_pch(test
  HEADERS <functional> <map> <memory> <string> <string_view> <vector> <absl/status/statusor.h> <absl/time/time.h>
          <fmt/format.h> <gmock/gmock.h> <gtest/gtest.h>
  LINK absl::statusor absl::time fmt::fmt GTest::gmock)

function(_pingyi_target name pch)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${PINGYI_WARNINGS} -pthread)
  target_precompile_headers(${name} REUSE_FROM pch_${pch})
endfunction()

# Notes what the files of a target may include, for pingyi_check_layering().
function(_pingyi_note name deps)
  set_property(GLOBAL APPEND PROPERTY PINGYI_TARGETS ${name})
  set_property(GLOBAL PROPERTY PINGYI_DEPS_${name} "${deps}")
  set_property(GLOBAL PROPERTY PINGYI_FILES_${name} "${ARGN}")
  set_property(GLOBAL PROPERTY PINGYI_DIR_${name} "${CMAKE_CURRENT_SOURCE_DIR}")
endfunction()

# pingyi_library(name [PCH kind] SRCS file... DEPS library...): the static library of the current folder.
# Headers are listed with the sources. LINK names third-party libraries.
function(pingyi_library name)
  cmake_parse_arguments(arg "" "PCH" "SRCS;DEPS;LINK" ${ARGN})
  if(NOT arg_PCH)
    set(arg_PCH core)
  endif()
  add_library(${name} STATIC ${arg_SRCS})
  target_link_libraries(${name} PUBLIC ${arg_DEPS} ${arg_LINK} absl::statusor absl::time fmt::fmt)
  _pingyi_target(${name} ${arg_PCH})
  _pingyi_note(${name} "${arg_DEPS}" ${arg_SRCS})
endfunction()

# pingyi_binary(name [OUTPUT file] SRCS file... DEPS library...): a program, put into bin/ of the build directory.
function(pingyi_binary name)
  cmake_parse_arguments(arg "" "PCH;OUTPUT" "SRCS;DEPS;LINK" ${ARGN})
  if(NOT arg_PCH)
    set(arg_PCH rpc)
  endif()
  add_executable(${name} ${arg_SRCS})
  if(arg_OUTPUT)
    set_target_properties(${name} PROPERTIES OUTPUT_NAME ${arg_OUTPUT})
  endif()
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  target_link_libraries(${name} PRIVATE ${arg_DEPS} ${arg_LINK} absl::statusor absl::time fmt::fmt)
  _pingyi_target(${name} ${arg_PCH})
  _pingyi_note(${name} "${arg_DEPS}" ${arg_SRCS})
endfunction()

# The server that tests with MARIADB run against: ctest starts it before the first of them and removes it after the
# last. To run such a test by hand, start one with deploy/mariadb/try and set PINGYI_TEST_MARIADB to its directory.
set(PINGYI_TEST_MARIADB ${CMAKE_BINARY_DIR}/mariadb-ctest)
function(pingyi_mariadb_fixture)
  add_test(NAME mariadb_start COMMAND ${CMAKE_SOURCE_DIR}/deploy/mariadb/try start --scratch ${PINGYI_TEST_MARIADB})
  add_test(NAME mariadb_remove COMMAND ${CMAKE_SOURCE_DIR}/deploy/mariadb/try remove ${PINGYI_TEST_MARIADB})
  set_tests_properties(mariadb_start PROPERTIES FIXTURES_SETUP mariadb TIMEOUT 120)
  set_tests_properties(mariadb_remove PROPERTIES FIXTURES_CLEANUP mariadb TIMEOUT 120)
endfunction()

# pingyi_use_mariadb(test): what a ctest entry of any kind needs to run against that server.
function(pingyi_use_mariadb test)
  set_property(TEST ${test} APPEND PROPERTY FIXTURES_REQUIRED mariadb)
  set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT PINGYI_TEST_MARIADB=${PINGYI_TEST_MARIADB})
endfunction()

# pingyi_use_cluster(test): the same for two nodes of the Galera cluster that tests/chaos starts and removes, one test at a time.
set(PINGYI_TEST_GALERA ${CMAKE_BINARY_DIR}/galera)
function(pingyi_use_cluster test)
  set_tests_properties(${test} PROPERTIES RESOURCE_LOCK galera)
  set_property(TEST ${test} APPEND PROPERTY FIXTURES_REQUIRED galera)
  set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT
    PINGYI_TEST_MARIADB=${PINGYI_TEST_GALERA}/node1 PINGYI_TEST_MARIADB_OTHER=${PINGYI_TEST_GALERA}/node2)
endfunction()

# pingyi_timeout(test seconds): sanitizers make programs much slower.
function(pingyi_timeout test seconds)
  if(PINGYI_SANITIZE)
    math(EXPR seconds "10 * ${seconds}")
  endif()
  set_tests_properties(${test} PROPERTIES TIMEOUT ${seconds})
endfunction()

# pingyi_test(name [MARIADB] SRCS file... DEPS library... [LABEL unit|conformance|contract|integration|chaos]
# [TIMEOUT seconds]): one GoogleTest program, one ctest entry. MARIADB: it needs the MariaDB server of the tests.
function(pingyi_test name)
  cmake_parse_arguments(arg "MARIADB" "LABEL;TIMEOUT" "SRCS;DEPS;LINK" ${ARGN})
  if(NOT arg_LABEL)
    set(arg_LABEL unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SRCS})
  target_link_libraries(${name} PRIVATE ${arg_DEPS} ${arg_LINK} GTest::gmock GTest::gtest_main absl::statusor
                        absl::time fmt::fmt)
  _pingyi_target(${name} test)
  target_compile_options(${name} PRIVATE ${PINGYI_TEST_WARNINGS})
  _pingyi_note(${name} "${arg_DEPS}" ${arg_SRCS})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL})
  pingyi_timeout(${name} ${arg_TIMEOUT})
  if(arg_MARIADB)
    pingyi_use_mariadb(${name})
  endif()
endfunction()

# Every include of "services/<folder>/<file>" or "tests/<folder>/<file>" must lead into the target's own folder or
# into the folder of a library it names itself.
function(pingyi_check_layering)
  get_property(targets GLOBAL PROPERTY PINGYI_TARGETS)
  foreach(target IN LISTS targets)
    get_property(deps GLOBAL PROPERTY PINGYI_DEPS_${target})
    get_property(files GLOBAL PROPERTY PINGYI_FILES_${target})
    get_property(dir GLOBAL PROPERTY PINGYI_DIR_${target})
    set(allowed "${dir}")
    foreach(dep IN LISTS deps)
      get_property(dep_dir GLOBAL PROPERTY PINGYI_DIR_${dep})
      list(APPEND allowed "${dep_dir}")
    endforeach()
    foreach(file IN LISTS files)
      file(STRINGS ${dir}/${file} includes REGEX "^#include \"(services|tests)/")
      foreach(include IN LISTS includes)
        string(REGEX REPLACE "^#include \"(.*)/[^/]*\".*$" "${CMAKE_SOURCE_DIR}/\\1" folder "${include}")
        if(NOT folder IN_LIST allowed)
          message(SEND_ERROR "layering: ${dir}/${file} of ${target} has ${include}, but ${target} does not name that "
                             "folder's library in DEPS")
        endif()
      endforeach()
    endforeach()
  endforeach()
endfunction()
