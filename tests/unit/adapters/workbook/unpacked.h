// The files inside a zip archive's bytes, by name; fails the test when the bytes are none.
#pragma once

#include <map>
#include <string>

namespace nss::testing {

std::map<std::string, std::string> unpack_zip(const std::string& bytes);

}  // namespace nss::testing
