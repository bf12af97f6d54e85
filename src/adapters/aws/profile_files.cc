#include "adapters/aws/profile_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "adapters/aws/ascii_text.h"
#include "adapters/aws/credential_errors.h"
#include "base/file_bytes.h"

namespace nss {
namespace {

constexpr std::size_t longest_file = std::size_t{1} << 20;

// "profile dev", "profile 'my dev'" → the name; empty: another sort of section.
std::string name_in_config(std::string_view section) {
  if (section == "default") return "default";
  if (!section.starts_with("profile ") && !section.starts_with("profile\t")) return {};
  std::string_view name = trimmed(section.substr(8));
  const bool quoted = name.size() >= 2 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front();
  return std::string(quoted ? name.substr(1, name.size() - 2) : name);
}

Result<std::map<std::string, ProfileSettings>> read_profile_file(const std::string& path, const char* what) {
  if (path.empty()) return std::map<std::string, ProfileSettings>();
  const auto text = read_small_file(path, longest_file, what);
  if (!text && text.error().kind == ErrorKind::not_found) return std::map<std::string, ProfileSettings>();
  if (!text) return credentials_unreadable(text.error().message.en);
  return parse_profile_file(*text, fmt::format("{} {}", what, path));
}

}  // namespace

Result<std::map<std::string, ProfileSettings>> parse_profile_file(std::string_view text, std::string_view file) {
  std::map<std::string, ProfileSettings> sections;
  ProfileSettings* section = nullptr;
  std::optional<std::size_t> setting_indent;  // of the last setting: what stands further right belongs to it
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view raw = text.substr(0, end);
    const std::string_view line = trimmed(raw);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto bad = [file, number](std::string_view why) {
      return credentials_unreadable(fmt::format("{}: line {}: {}", file, number, why));
    };
    if (line.find('\0') != std::string_view::npos) return bad("it has a NUL character");
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    const std::size_t indent = raw.find_first_not_of(" \t");
    if (setting_indent && indent > *setting_indent) continue;
    setting_indent.reset();
    if (line.front() == '[') {
      const auto close = line.find(']');
      const std::string_view name = close == std::string_view::npos ? std::string_view() : trimmed(line.substr(1, close - 1));
      if (name.empty()) return bad("a section is written [name]");
      section = &sections[std::string(name)];
      continue;
    }
    const auto delimiter = line.find_first_of("=:");
    const std::string_view name = trimmed(line.substr(0, delimiter));
    if (delimiter == std::string_view::npos || name.empty()) return bad("it is neither a [section] nor a name = value");
    if (section == nullptr) return bad("a setting stands before the first [section]");
    (*section)[in_lower_case(name)] = trimmed(line.substr(delimiter + 1));
    setting_indent = indent;
  }
  return sections;
}

Result<ProfileFiles> ProfileFiles::load(const AwsEnvironment& environment) {
  auto credentials = read_profile_file(environment.credentials_file, "AWS credentials file");
  if (!credentials) return fail(credentials.error());
  const auto config = read_profile_file(environment.config_file, "AWS config file");
  if (!config) return fail(config.error());
  ProfileFiles files;
  files.profiles_ = std::move(*credentials);
  for (const auto& [section, settings] : *config) {
    if (const std::string name = name_in_config(section); !name.empty()) {
      files.profiles_[name].insert(settings.begin(), settings.end());  // what is there stays
    }
  }
  return files;
}

const ProfileSettings* ProfileFiles::find(const std::string& name) const {
  const auto at = profiles_.find(name);
  return at == profiles_.end() ? nullptr : &at->second;
}

std::string profile_name(const AwsEnvironment& environment) {
  return environment.profile.empty() ? "default" : environment.profile;
}

std::string setting_of(const ProfileSettings& settings, const std::string& name) {
  const auto at = settings.find(name);
  return at == settings.end() ? std::string() : at->second;
}

std::vector<std::string> split_command(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    const bool last = i + 1 == command.size();
    if (c == '\0') return {};
    if (quote == '\'' && c != quote) {
      word += c;
    } else if (c == '\\' && quote == '"' && !last && (command[i + 1] == '"' || command[i + 1] == '\\')) {
      word += command[++i];
    } else if (c == '\\' && quote == 0) {
      if (last) return {};
      word += command[++i];
      in_word = true;
    } else if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote != 0) {
      word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (in_word) words.push_back(std::exchange(word, {}));
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != 0) return {};
  if (in_word) words.push_back(word);
  return words;
}

}  // namespace nss
