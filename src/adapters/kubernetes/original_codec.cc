#include "adapters/kubernetes/original_codec.h"

#include <fmt/core.h>

#include "adapters/kubernetes/json_stream.h"

namespace nss {
namespace {

constexpr std::int64_t version = 1;
constexpr std::int64_t most_replicas = 1'000'000;
constexpr std::size_t longest_operation = 64;
constexpr std::size_t longest_actor = 256;
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

const Keep& kept() {
  static const Keep keep{{{"v", {}}, {"r", {}}, {"op", {}}, {"at", {}}, {"by", {}}, {"who", {}}}};
  return keep;
}

// The length of the well-formed UTF-8 character that `text` begins with; 0: none.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xC2 && lead < 0xE0   ? 2
                           : lead >= 0xE0 && lead < 0xF0 ? 3
                           : lead >= 0xF0 && lead < 0xF5 ? 4
                                                         : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned char second = byte(1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool outside = (lead == 0xED && second >= 0xA0) || (lead == 0xF4 && second >= 0x90);
  return overlong || outside ? 0 : size;
}

}  // namespace

std::string_view clipped(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const char c = text.front();
    const std::size_t size = character_size(text);
    if (size == 0) {
      out += replacement;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out.append(text.substr(0, size));
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out += '"';
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const unsigned char first = static_cast<unsigned char>(text.front());
    if (size == 0) {
      out += replacement;
    } else {
      out += first < 0x20 || first == 0x7f ? std::string_view(" ") : text.substr(0, size);
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

std::string encode_original(const Original& original) {
  // Without control characters nothing grows more than twofold by escaping: the whole always fits.
  const std::string actor = printable(original.actor);
  return fmt::format(R"({{"v":{},"r":{},"op":{},"at":"{}","by":"{}","who":{}}})", version, original.replicas,
                     json_string(clipped(original.operation_id, longest_operation)), to_rfc3339(original.at),
                     to_string(original.cause), json_string(clipped(actor, longest_actor)));
}

std::optional<Original> decode_original(std::string_view text) {
  if (text.size() > longest_original) return std::nullopt;
  const auto document = read_json(text, kept());
  if (!document || document->root().kind() != JsonKind::object) return std::nullopt;
  const JsonView root = document->root();
  const auto replicas = root["r"].integer();
  const auto operation = root["op"].string();
  const auto at = parse_rfc3339(root["at"].string().value_or(""));
  const auto actor = root["who"].string();
  if (root["v"].integer() != version || !replicas || *replicas < 0 || *replicas > most_replicas) return std::nullopt;
  if (!operation || operation->empty() || operation->size() > longest_operation || !at) return std::nullopt;
  if (!actor || actor->size() > longest_actor) return std::nullopt;
  Original original;
  original.replicas = static_cast<int>(*replicas);
  original.operation_id = *operation;
  original.at = *at;
  original.cause = parse_cause(root["by"].string().value_or("")).value_or(Cause::unknown);
  original.actor = *actor;
  return original;
}

}  // namespace nss
