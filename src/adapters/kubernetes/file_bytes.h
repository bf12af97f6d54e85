// A small file as a whole, with a bound. The error is one line: which file, what is wrong, what would be right.
#pragma once

#include <string>

#include "base/result.h"

namespace nss {

inline constexpr std::size_t longest_kubeconfig = std::size_t{1} << 20;
inline constexpr std::size_t longest_certificate = std::size_t{256} << 10;
inline constexpr std::size_t longest_token = std::size_t{64} << 10;

// `what` it is, for the error: "kubeconfig", "token file of user dev". Kinds: not_found (code file_not_found), else invalid
// (file_unreadable, file_too_large).
Result<std::string> read_small_file(const std::string& path, std::size_t bound, const std::string& what);

}  // namespace nss
