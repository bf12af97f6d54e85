#include "main/config_file.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <optional>
#include <sstream>

#include "main/settings_values.h"

namespace nss {
namespace {

constexpr std::size_t most_entries = 200;

tl::unexpected<Error> at_line(int line, std::string_view what) {
  return fail(ErrorKind::invalid, "invalid_config_file", one_line(fmt::format("line {}: {}", line, what)));
}

int line_of(const YAML::Mark& mark) { return mark.line + 1; }

// Takes the parser's events of one document and keeps the flat map in them, or the first thing that is not one. We do not
// use YAML::LoadAll: with yaml-cpp 0.7 it never comes back from the file ",".
class FlatMap : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnMapEnd() override { --depth_; }
  void OnSequenceEnd() override { --depth_; }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (depth_ == 0) return;
    if (key_)
      refuse(key_line_, fmt::format("{} has no value; write one, or leave the line out", quoted_for_line(*key_)));
    else
      refuse(line_of(mark), "a key that is not a plain word; write one setting a line, as NSCHED_GRACE: 15m");
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(line_of(mark), "an alias; write the value itself, in quotes if it begins with *");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
    if (depth_ == 0) return refuse(line_of(mark), "the file is not a map; write one setting a line, as NSCHED_GRACE: 15m");
    if (!key_) return take_key(mark, value);
    // Plain text has the tag "?", quoted text "!"; an unquoted "!monitoring" has itself.
    if (tag.size() > 1)
      return refuse(key_line_,
                    fmt::format("{}: YAML takes what begins with ! for a type; put the value in quotes", quoted_for_line(*key_)));
    if (!error_) entries_.push_back({*key_, value, key_line_});
    key_.reset();
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    refuse_nested(mark);
    ++depth_;
  }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    if (depth_ > 0) refuse_nested(mark);
    ++depth_;
  }

  Result<std::vector<ConfigEntry>> take() {
    if (error_) return fail(std::move(*error_));
    return std::move(entries_);
  }

 private:
  void take_key(const YAML::Mark& mark, const std::string& key) {
    if (entries_.size() == most_entries) return refuse(line_of(mark), fmt::format("more than {} settings", most_entries));
    key_ = key;
    key_line_ = line_of(mark);
  }

  void refuse_nested(const YAML::Mark& mark) {
    if (!key_)
      return refuse(line_of(mark), "the file is not a map of plain words; write one setting a line, as NSCHED_GRACE: 15m");
    key_.reset();
    refuse(key_line_,
           "a setting with more than one value; write one text, in quotes if it begins with [ or {, and lists as \"a,b,c\"");
  }

  // The first error counts; what follows it is read only to come to the end.
  void refuse(int line, std::string_view what) {
    if (!error_) error_ = at_line(line, what).value();
  }

  int depth_ = 0;
  std::optional<std::string> key_;
  int key_line_ = 0;
  std::vector<ConfigEntry> entries_;
  std::optional<Error> error_;
};

}  // namespace

Result<std::vector<ConfigEntry>> parse_config_file(std::string_view text) {
  if (text.size() > max_config_bytes) return at_line(1, fmt::format("the file is larger than {} bytes", max_config_bytes));
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    FlatMap map;
    FlatMap second;
    if (parser && parser.HandleNextDocument(map) && parser && parser.HandleNextDocument(second)) {
      return at_line(1, "more than one YAML document, or a stray character; the file holds one map");
    }
    return map.take();
  } catch (const YAML::Exception& e) {
    return at_line(e.mark.is_null() ? 1 : e.mark.line + 1, fmt::format("not YAML: {}", e.msg));
  }
}

}  // namespace nss
