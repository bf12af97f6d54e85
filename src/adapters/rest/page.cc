#include "adapters/rest/page.h"

#include <algorithm>

#include "base/crypto.h"

namespace nss {
namespace {

constexpr std::size_t mark_size = 16;  // hexadecimal characters of the checksum
constexpr std::size_t max_cursor = 2'048;
constexpr std::int64_t max_limit = 500;

std::string mark(std::string_view scope, std::string_view position) {
  return sha256_hex("cursor 1\n" + std::string(scope) + "\n" + std::string(position)).substr(0, mark_size);
}

}  // namespace

void end_list(JsonWriter& json, const PageRequest& page, const std::string& next) {
  json.end_array().member("limit", static_cast<std::uint64_t>(page.limit)).text_or_null("next_cursor", next);
}

std::string make_cursor(std::string_view scope, std::string_view position) {
  std::string text = base64_encode(mark(scope, position) + std::string(position));
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

std::optional<std::string> open_cursor(std::string_view scope, std::string_view cursor) {
  if (cursor.size() > max_cursor) return std::nullopt;
  std::string text(cursor);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.size() % 4 != 0) text += '=';
  const auto plain = base64_decode(text);
  if (!plain || plain->size() <= mark_size) return std::nullopt;
  std::string position = plain->substr(mark_size);
  // Compared whole, so that one position has exactly one cursor.
  if (make_cursor(scope, position) != cursor) return std::nullopt;
  return position;
}

Result<PageRequest> read_page(const Query& query, std::string_view list) {
  PageRequest page;
  page.scope = std::string(list) + "?" + query.filters();
  const auto limit = query.integer("limit");
  if (!limit) return fail(limit.error());
  if (*limit) {
    if (**limit < 1 || **limit > max_limit) {
      Error error{
          ErrorKind::invalid, "invalid_value", {"«limit» debe estar entre 1 y 500.", "\"limit\" must be between 1 and 500."}};
      error.pointer = "?limit";
      return fail(std::move(error));
    }
    page.limit = static_cast<std::size_t>(**limit);
  }
  if (const auto cursor = query.find("cursor")) {
    auto position = open_cursor(page.scope, *cursor);
    if (!position) {
      Error error{ErrorKind::invalid,
                  "invalid_cursor",
                  {"Este cursor no es de esta lista o es de otros filtros; empiece de nuevo sin él.",
                   "This cursor is not of this list, or of other filters; begin again without it."}};
      error.pointer = "?cursor";
      return fail(std::move(error));
    }
    page.after = std::move(*position);
  }
  return page;
}

}  // namespace nss
