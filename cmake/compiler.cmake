# How our own code is compiled. Warnings are errors on it; third-party headers are SYSTEM (cmake/dependencies.cmake).
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(NSS_ASAN "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(NSS_TSAN "ThreadSanitizer" OFF)
option(NSS_COVERAGE "gcov counters" OFF)
option(NSS_BENCH "Build the benches" OFF)
option(NSS_TESTS "Build the tests (needs GoogleTest and RapidCheck)" ON)

# ccache lives outside the build folder and hits across checkouts: paths below the checkout are hashed relative to it and
# left out of what the compiler writes. gcno_cwd: tools/coverage.py does not need the folder that a .gcno names.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime,gcno_cwd ${CCACHE_PROGRAM})
endif()
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)

add_library(nss_options INTERFACE)
target_compile_options(nss_options INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Werror
  -fno-omit-frame-pointer -fstack-protector-strong -fcf-protection)
target_compile_definitions(nss_options INTERFACE _GLIBCXX_ASSERTIONS)
if(NOT NSS_ASAN AND NOT NSS_TSAN AND CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(nss_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  target_link_options(nss_options INTERFACE -Wl,-z,relro,-z,now)
endif()
# Release optimises at -O2: at -O3 g++ 12 reports -Wrestrict on plain string concatenation.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()
if(NSS_ASAN)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
  # In the tests' own code these checks cost a third of the compile time (every gtest macro) and find what
  # AddressSanitizer finds too; src/ keeps them all.
  set(NSS_TEST_COMPILE_OPTIONS -fno-sanitize=null,alignment,vptr,object-size,pointer-overflow)
endif()
if(NSS_TSAN)
  # TSan does not model atomic_thread_fence (Asio uses it); g++ only warns about that.
  add_compile_options(-fsanitize=thread -Wno-tsan)
  add_link_options(-fsanitize=thread)
endif()
if(NSS_COVERAGE)
  # -pthread makes the counters atomic (ccache refuses -fprofile-update). The counters go to one folder, which GCOV_PREFIX
  # (set for ctest) moves below the build folder: an object from the cache does not know in which checkout it runs.
  add_compile_options(--coverage -pthread -fprofile-dir=/tmp/nss-gcov)
  add_link_options(--coverage)
endif()
