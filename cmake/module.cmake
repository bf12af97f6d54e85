# nss_module(path DEPS …): the folder src/<path> as one static library named after its last part. A folder that has no
# .cc file yet is an interface library. Includes are written from src/: #include "domain/cron.h".
function(nss_module path)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  get_filename_component(name ${path} NAME)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${path}/*.cc)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(${name} PUBLIC ${ARG_DEPS} fmt::fmt tl::expected Threads::Threads PRIVATE nss_options)
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(${name} INTERFACE ${ARG_DEPS} fmt::fmt tl::expected Threads::Threads)
  endif()
endfunction()

# nss_test(name DIR folder DEPS … [LABELS …] [REAL_CLUSTER]): every .cc below tests/<folder> as one GoogleTest program,
# registered with ctest as <name>. Names follow the folder: unit.domain, contract.storage. REAL_CLUSTER runs the program
# with a real API server of its own (tests/system/testcluster.py).
function(nss_test name)
  cmake_parse_arguments(ARG "REAL_CLUSTER" "DIR" "DEPS;LABELS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${ARG_DIR}/*.cc)
  if(NOT sources)
    return()
  endif()
  string(REPLACE "." "_" target ${name})
  add_executable(${target} ${sources})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${target} PRIVATE ${ARG_DEPS} test_support nss_test_libs nss_options)
  target_compile_options(${target} PRIVATE ${NSS_TEST_COMPILE_OPTIONS})
  if(ARG_REAL_CLUSTER)
    set(command ${NSS_PYTHON} ${CMAKE_SOURCE_DIR}/tests/system/testcluster.py --kubelet --exec $<TARGET_FILE:${target}>)
    list(APPEND ARG_LABELS real)
  else()
    set(command ${target})
  endif()
  add_test(NAME ${name} COMMAND ${command} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 600 ENVIRONMENT "${NSS_TEST_ENVIRONMENT}")
endfunction()

# nss_python_tests(prefix DIR folder LABEL label TIMEOUT s): every test_*.py of tests/<folder> as a ctest of its own,
# <prefix>.<file without test_>. They drive the release binary, found through NSS_TEST_BUILD_DIR.
function(nss_python_tests prefix)
  cmake_parse_arguments(ARG "" "DIR;LABEL;TIMEOUT" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${ARG_DIR}/test_*.py)
  foreach(file ${files})
    get_filename_component(stem ${file} NAME_WE)
    string(REGEX REPLACE "^test_" "" stem ${stem})
    add_test(NAME ${prefix}.${stem} COMMAND ${CMAKE_SOURCE_DIR}/scripts/pytest ${prefix}.${stem} ${file}
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${prefix}.${stem} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT}
      ENVIRONMENT "NSS_TEST_BUILD_DIR=${CMAKE_BINARY_DIR};${NSS_TEST_ENVIRONMENT}")
  endforeach()
endfunction()

# nss_page_tests(): every *.test.mjs of web/tests/e2e as a ctest of its own, page.<file>, in Chromium against the release binary;
# and those of web/tests/unit in one, page.unit.
function(nss_page_tests)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/tests/e2e/*.test.mjs)
  file(GLOB units CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/tests/unit/*.test.mjs ${CMAKE_SOURCE_DIR}/web/tests/unit/*.test.js)
  foreach(file ${files})
    get_filename_component(stem ${file} NAME)
    string(REGEX REPLACE "\\.test\\.mjs$" "" stem ${stem})
    add_test(NAME page.${stem} COMMAND ${CMAKE_SOURCE_DIR}/scripts/test-page page.${stem} ${file} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  endforeach()
  list(TRANSFORM files REPLACE ".*/(.*)\\.test\\.mjs$" "page.\\1" OUTPUT_VARIABLE names)
  if(units)
    add_test(NAME page.unit COMMAND ${CMAKE_SOURCE_DIR}/scripts/test-page page.unit ${units} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    list(APPEND names page.unit)
  endif()
  set_tests_properties(${names} PROPERTIES LABELS page TIMEOUT 900
    ENVIRONMENT "NSS_TEST_BUILD_DIR=${CMAKE_BINARY_DIR};${NSS_TEST_ENVIRONMENT}")
endfunction()
