#include "main/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "main/settings_names.h"
#include "main/settings_table.h"
#include "main/settings_values.h"

namespace nss {
namespace {

constexpr std::array<std::pair<std::string_view, Command>, 5> commands = {{{"serve", Command::serve},
                                                                           {"config", Command::config},
                                                                           {"restore", Command::restore},
                                                                           {"version", Command::version},
                                                                           {"help", Command::help}}};

tl::unexpected<Error> wrong_use(std::string_view what) { return fail(ErrorKind::invalid, "wrong_use", one_line(what)); }

std::optional<Command> find_command(std::string_view text) {
  const auto found = std::find_if(commands.begin(), commands.end(), [&](const auto& c) { return c.first == text; });
  return found == commands.end() ? std::nullopt : std::optional(found->second);
}

tl::unexpected<Error> unknown_command(std::string_view text) {
  std::vector<std::string> names;
  for (const auto& [name, command] : commands) names.emplace_back(name);
  return wrong_use(fmt::format("{} is not a subcommand; did you mean {}? There are: {}", quoted_for_line(text),
                               nearest_name(text, names), fmt::join(names, ", ")));
}

tl::unexpected<Error> unknown_flag(std::string_view flag) {
  std::vector<std::string> flags = {"--config", "--help", "--print", "--markdown", "--version"};
  for (const SettingRow& row : settings_table()) flags.emplace_back(row.flag);
  return wrong_use(
      fmt::format("{} is not a flag; did you mean {}? `help` lists them all", quoted_for_line(flag), nearest_name(flag, flags)));
}

// Walks once over the arguments; each `take_` consumes what belongs to one of them.
class Parser {
 public:
  explicit Parser(const std::vector<std::string>& arguments) : arguments_(arguments) {}

  Result<CommandLine> parse() {
    for (; next_ < arguments_.size(); ++next_) {
      const std::string& argument = arguments_[next_];
      auto taken = argument.starts_with("-") ? take_flag(argument) : take_command(argument);
      if (!taken) return fail(std::move(taken.error()));
    }
    if (help_) line_.command = Command::help;
    if (line_.print && line_.command != Command::restore && !help_)
      return wrong_use("--print belongs to restore: namespace-scheduler restore --print");
    if (line_.markdown && line_.command != Command::config && !help_)
      return wrong_use("--markdown belongs to config: namespace-scheduler config --markdown");
    return std::move(line_);
  }

 private:
  Result<void> take_command(const std::string& argument) {
    const auto command = find_command(argument);
    if (!command) return unknown_command(argument);
    if (std::exchange(command_seen_, true)) {
      return wrong_use(fmt::format("{} is a second subcommand; give one", quoted_for_line(argument)));
    }
    line_.command = *command;
    return {};
  }

  Result<void> take_flag(const std::string& argument) {
    if (argument == "--help" || argument == "-h") {
      help_ = true;
      return {};
    }
    if (argument == "--version") return take_command("version");
    if (argument == "--print") return once(line_.print, argument);
    if (argument == "--markdown") return once(line_.markdown, argument);
    const auto equals = argument.find('=');
    const std::string flag = argument.substr(0, equals);
    const auto inline_value = equals == std::string::npos ? std::nullopt : std::optional(argument.substr(equals + 1));
    if (flag == "--config") return take_config_file(inline_value);
    const SettingRow* row = flag.starts_with("--") ? find_setting(std::string_view(flag).substr(2)) : nullptr;
    if (row == nullptr || row->flag != flag) return unknown_flag(flag);
    return take_setting(*row, inline_value);
  }

  Result<void> once(bool& flag, const std::string& name) {
    if (std::exchange(flag, true)) return wrong_use(fmt::format("{} is given twice", name));
    return {};
  }

  Result<void> take_config_file(const std::optional<std::string>& inline_value) {
    auto value = value_of("--config", inline_value, "a file");
    if (!value) return fail(std::move(value.error()));
    if (!line_.config_file.empty()) return wrong_use("--config is given twice; give one file");
    if (value->empty()) return wrong_use("--config has no value; write --config FILE");
    line_.config_file = std::move(*value);
    return {};
  }

  Result<void> take_setting(const SettingRow& row, const std::optional<std::string>& inline_value) {
    const auto same = [&](const FlagValue& f) { return f.name == row.name; };
    if (std::any_of(line_.flags.begin(), line_.flags.end(), same)) return wrong_use(fmt::format("{} is given twice", row.flag));
    auto value =
        row.stands_alone ? Result<std::string>(inline_value.value_or("true")) : value_of(row.flag, inline_value, row.form);
    if (!value) return fail(std::move(value.error()));
    line_.flags.push_back({std::string(row.name), std::string(row.flag), std::move(*value)});
    return {};
  }

  // A value that begins with two dashes is surely the next flag: `--kube-context --dry-run`. Say it with `=` if it is not.
  Result<std::string> value_of(std::string_view flag, const std::optional<std::string>& inline_value, std::string_view form) {
    if (inline_value) return *inline_value;
    if (next_ + 1 < arguments_.size() && !arguments_[next_ + 1].starts_with("--")) return arguments_[++next_];
    return wrong_use(fmt::format("{} has no value; write {}=VALUE, which is: {}", flag, flag, form));
  }

  const std::vector<std::string>& arguments_;
  std::size_t next_ = 0;
  bool command_seen_ = false;
  bool help_ = false;
  CommandLine line_;
};

}  // namespace

Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments) { return Parser(arguments).parse(); }

}  // namespace nss
