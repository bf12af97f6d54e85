#include "adapters/aws/xml_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "adapters/aws/ascii_text.h"
#include "base/whole_number.h"

namespace nss {
namespace {

constexpr std::size_t longest_text = std::size_t{64} << 10;
constexpr std::size_t deepest = 16;
constexpr std::size_t most_elements = 500;
constexpr std::string_view white = " \t\r\n";

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
           c == ':';
  });
}

// What stands between & and ;. A number beyond ASCII becomes a question mark: no text that we use has one.
std::optional<char> entity(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, char>, 5> known{
      {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}};
  for (const auto& [text, sign] : known) {
    if (name == text) return sign;
  }
  if (!name.starts_with('#')) return std::nullopt;
  const bool hexadecimal = name.starts_with("#x");
  const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
  const auto code = whole_number<std::uint32_t>(digits, hexadecimal ? 16 : 10);
  if (!code || *code == 0) return std::nullopt;
  return *code < 0x80 ? static_cast<char>(*code) : '?';
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  while (true) {
    const auto mark = std::min(text.find('&'), text.size());
    out += text.substr(0, mark);
    if (mark == text.size()) return out;
    const auto end = text.find(';', mark);
    if (end == std::string_view::npos) return std::nullopt;
    const auto sign = entity(text.substr(mark + 1, end - mark - 1));
    if (!sign) return std::nullopt;
    out += *sign;
    text.remove_prefix(end + 1);
  }
}

class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : rest_(text) {}

  bool read() {
    if (rest_.starts_with("<?xml ") && !skip_past("?>")) return false;
    while (!rest_.empty()) {
      if (!(rest_.starts_with('<') ? markup() : text())) return false;
    }
    return open_.empty() && elements_ > 0;
  }
  XmlTexts take() { return std::move(texts_); }

 private:
  struct Element {
    std::string path;
    std::string text;
    bool has_elements = false;
  };

  bool skip_past(std::string_view end) {
    const auto at = rest_.find(end);
    if (at == std::string_view::npos) return false;
    rest_.remove_prefix(at + end.size());
    return true;
  }

  bool text() {
    const auto end = std::min(rest_.find('<'), rest_.size());
    const auto plain = unescaped(rest_.substr(0, end));
    rest_.remove_prefix(end);
    if (!plain) return false;
    if (open_.empty()) return trimmed(*plain).empty();
    open_.back().text += *plain;
    return true;
  }

  bool markup() {
    if (rest_.starts_with("<!--")) return skip_past("-->");
    if (rest_.starts_with("</")) return end_tag();
    return start_tag();
  }

  bool end_tag() {
    const auto end = rest_.find('>');
    if (end == std::string_view::npos || open_.empty()) return false;
    const std::string_view name = trimmed(rest_.substr(2, end - 2));
    const std::string& path = open_.back().path;
    if (name != std::string_view(path).substr(path.rfind('/') + 1)) return false;
    rest_.remove_prefix(end + 1);
    close();
    return true;
  }

  bool start_tag() {
    const auto end = end_of_tag();
    if (!end || *end < 1) return false;
    std::string_view tag = rest_.substr(1, *end - 1);
    rest_.remove_prefix(*end + 1);
    const bool whole = tag.ends_with('/');
    if (whole) tag.remove_suffix(1);
    const std::string_view name = tag.substr(0, tag.find_first_of(white));
    if (!is_name(name) || open_.size() >= deepest || ++elements_ > most_elements) return false;
    if (open_.empty() && elements_ > 1) return false;  // a second document
    if (!open_.empty()) open_.back().has_elements = true;
    open_.push_back({open_.empty() ? std::string(name) : open_.back().path + "/" + std::string(name), {}, false});
    if (whole) close();
    return true;
  }

  // Of the > that ends the tag at the beginning: not one in the quotes of an attribute.
  std::optional<std::size_t> end_of_tag() const {
    char quote = 0;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return i;
      } else if (c == '<') {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  void close() {
    Element element = std::move(open_.back());
    open_.pop_back();
    if (!element.has_elements) texts_.emplace(std::move(element.path), trimmed(element.text));
  }

  std::string_view rest_;
  std::vector<Element> open_;
  std::size_t elements_ = 0;
  XmlTexts texts_;
};

}  // namespace

Result<XmlTexts> read_xml(std::string_view text) {
  XmlReader reader(text.substr(0, longest_text + 1));
  if (text.size() <= longest_text && reader.read()) return reader.take();
  return fail(ErrorKind::invalid, "bad_xml",
              fmt::format("it is not an XML text of the plain sort, of at most {} bytes", longest_text));
}

}  // namespace nss
