# Every third-party library, all from Debian's archive (scripts/setup installs them), and the one place that knows how
# each is found. Which folder may include which of them: ARCHITECTURE.md, checked by tools/check_layering.
set(Boost_NO_WARN_NEW_VERSIONS ON)
find_package(Boost 1.81 EXACT REQUIRED COMPONENTS json)
find_package(fmt 9 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(tl-expected CONFIG REQUIRED)
find_library(CCTZ_LIBRARY cctz REQUIRED)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)

add_library(nss_cctz INTERFACE)
target_link_libraries(nss_cctz INTERFACE ${CCTZ_LIBRARY})

add_library(nss_crypto_lib INTERFACE)
target_link_libraries(nss_crypto_lib INTERFACE OpenSSL::Crypto)

add_library(nss_yaml INTERFACE)
target_link_libraries(nss_yaml INTERFACE yaml-cpp)

add_library(nss_prometheus INTERFACE)
target_link_libraries(nss_prometheus INTERFACE prometheus-cpp::core)

add_library(nss_xlsxwriter INTERFACE)
target_link_libraries(nss_xlsxwriter INTERFACE PkgConfig::XLSXWRITER)

add_library(nss_boost_asio INTERFACE)
target_link_libraries(nss_boost_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(nss_boost_asio INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)

# Only the tests and the benches need these: `make run` works without them.
if(NSS_TESTS)
  find_package(GTest REQUIRED)
  find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)
  add_library(nss_test_libs INTERFACE)
  target_link_libraries(nss_test_libs INTERFACE GTest::gtest ${RAPIDCHECK_LIBRARY} Threads::Threads)
endif()
if(NSS_BENCH)
  find_package(benchmark REQUIRED)
endif()
