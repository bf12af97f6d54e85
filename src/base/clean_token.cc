#include "base/clean_token.h"

#include <algorithm>

namespace nss {

std::string clean_token(std::string_view token) {
  const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (!token.empty() && is_space(token.front())) token.remove_prefix(1);
  while (!token.empty() && is_space(token.back())) token.remove_suffix(1);
  const bool fine =
      token.size() <= longest_token && std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
  return fine ? std::string(token) : std::string();
}

}  // namespace nss
