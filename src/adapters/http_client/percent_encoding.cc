#include "adapters/http_client/percent_encoding.h"

#include <fmt/format.h>

namespace nss {

bool is_unreserved(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || c == '-' || c == '.' || c == '_' || c == '~';
}

void append_percent_encoded(std::string& out, char c) {
  fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) is_unreserved(c) ? out.push_back(c) : append_percent_encoded(out, c);
  return out;
}

}  // namespace nss
