// A small file as a whole, with a bound. The error is one line: which file, what is wrong, what would be right.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace nss {

// `what` it is, for the error: "kubeconfig", "token file of user dev". Kinds: not_found (code file_not_found), else invalid
// (file_unreadable, file_too_large).
Result<std::string> read_small_file(const std::string& path, std::size_t bound, const std::string& what);

}  // namespace nss
