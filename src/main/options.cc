#include "main/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "main/settings_names.h"
#include "main/settings_table.h"
#include "main/settings_values.h"

namespace nss {
namespace {

enum class PathUse : std::uint8_t { none, file, file_or_dash, optional, store };

struct CommandRow {
  std::string_view word;
  std::string_view action;  // its second word; empty: it has none
  Command command;
  PathUse path = PathUse::none;
};

constexpr CommandRow commands[] = {{"serve", "", Command::serve},
                                   {"config", "", Command::config},
                                   {"restore", "", Command::restore},
                                   {"store", "backup", Command::store_backup, PathUse::file},
                                   {"store", "restore", Command::store_restore, PathUse::file},
                                   {"store", "copy", Command::store_copy, PathUse::store},
                                   {"init-dynamodb", "", Command::init_dynamodb},
                                   {"audit", "verify", Command::audit_verify},
                                   {"tasks", "export", Command::tasks_export, PathUse::optional},
                                   {"tasks", "import", Command::tasks_import, PathUse::file_or_dash},
                                   {"version", "", Command::version},
                                   {"help", "", Command::help}};

tl::unexpected<Error> wrong_use(std::string_view what) { return fail(ErrorKind::invalid, "wrong_use", one_line(what)); }

const CommandRow* find_command(std::string_view word, std::string_view action) {
  const auto* found =
      std::find_if(std::begin(commands), std::end(commands), [&](const auto& c) { return c.word == word && c.action == action; });
  return found == std::end(commands) ? nullptr : found;
}

std::string in_full(const CommandRow& row) {
  static constexpr const char* paths[] = {"", " PATH", " PATH|-", " [PATH|-]", " sqlite|dynamodb"};
  return fmt::format("{}{}{}{}", row.word, row.action.empty() ? "" : " ", row.action, paths[static_cast<std::size_t>(row.path)]);
}

// Of one first word; empty: of all.
std::vector<std::string> commands_of(std::string_view word) {
  std::vector<std::string> all;
  for (const CommandRow& row : commands) {
    if (word.empty() || row.word == word) all.push_back(in_full(row));
  }
  return all;
}

tl::unexpected<Error> unknown_command(std::string_view text) {
  std::vector<std::string> names;
  for (const CommandRow& row : commands) names.emplace_back(row.word);
  return wrong_use(fmt::format("{} is not a subcommand; did you mean {}? There are: {}", quoted_for_line(text),
                               nearest_name(text, names), fmt::join(commands_of(""), ", ")));
}

tl::unexpected<Error> unknown_flag(std::string_view flag) {
  std::vector<std::string> flags = {"--config", "--help", "--print", "--plan", "--markdown", "--namespace", "--version"};
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
      auto taken = argument.starts_with("-") && !is_dash_for_path(argument) ? take_flag(argument) : take_word(argument);
      if (!taken) return fail(std::move(taken.error()));
    }
    if (help_) line_.command = Command::help;
    if (line_.command != Command::help) {
      if (auto whole = check_whole(); !whole) return fail(std::move(whole.error()));
    }
    return std::move(line_);
  }

 private:
  Result<void> check_whole() const {
    if (row_ == nullptr && !word_.empty()) {
      return wrong_use(fmt::format("{} says too little; write {}", word_, fmt::join(commands_of(word_), " or ")));
    }
    if (row_ != nullptr && row_->path != PathUse::none && row_->path != PathUse::optional && line_.path.empty()) {
      const char* missing = row_->path == PathUse::store ? "does not say where to" : "has no path";
      return wrong_use(fmt::format("{} {} {}; write {}", row_->word, row_->action, missing, in_full(*row_)));
    }
    if (line_.command == Command::store_copy && line_.path != "sqlite" && line_.path != "dynamodb") {
      return wrong_use(fmt::format("{} is no store; write {}", quoted_for_line(line_.path), in_full(*row_)));
    }
    if ((line_.plan || !line_.print_form.empty()) && line_.command != Command::init_dynamodb) {
      return wrong_use("--plan and --print=FORM belong to init-dynamodb: namespace-scheduler init-dynamodb --plan");
    }
    if (!line_.print_form.empty() && line_.print_form != "cloudformation" && line_.print_form != "iam-policy") {
      return wrong_use(fmt::format("{} cannot be printed; write --print=cloudformation or --print=iam-policy",
                                   quoted_for_line(line_.print_form)));
    }
    if (line_.print && line_.command != Command::restore) {
      return wrong_use("--print belongs to restore: namespace-scheduler restore --print");
    }
    if (line_.markdown && line_.command != Command::config) {
      return wrong_use("--markdown belongs to config: namespace-scheduler config --markdown");
    }
    if (!line_.ns.empty() && line_.command != Command::audit_verify) {
      return wrong_use("--namespace belongs to audit verify: namespace-scheduler audit verify --namespace NAME");
    }
    return {};
  }

  bool is_dash_for_path(const std::string& argument) const {
    return argument == "-" && row_ != nullptr && (row_->path == PathUse::file_or_dash || row_->path == PathUse::optional);
  }

  // A subcommand, its second word or its path: whatever is still missing.
  Result<void> take_word(const std::string& argument) {
    if (word_.empty()) return take_command(argument);
    if (row_ == nullptr) return take_action(argument);
    if (row_->path == PathUse::none || !line_.path.empty()) {
      return wrong_use(
          fmt::format("{} is one word too many; {} is complete without it", quoted_for_line(argument), in_full(*row_)));
    }
    if (argument.empty()) return wrong_use(fmt::format("the path of {} {} is empty", row_->word, row_->action));
    line_.path = argument;
    return {};
  }

  Result<void> take_command(const std::string& argument) {
    if (argument.empty() || commands_of(argument).empty()) return unknown_command(argument);
    word_ = argument;
    row_ = find_command(argument, "");
    if (row_ != nullptr) line_.command = row_->command;
    return {};
  }

  Result<void> take_action(const std::string& argument) {
    row_ = argument.empty() ? nullptr : find_command(word_, argument);
    if (row_ == nullptr) {
      return wrong_use(
          fmt::format("{} does not know {}; write {}", word_, quoted_for_line(argument), fmt::join(commands_of(word_), " or ")));
    }
    line_.command = row_->command;
    return {};
  }

  Result<void> take_flag(const std::string& argument) {
    if (argument == "--help" || argument == "-h") {
      help_ = true;
      return {};
    }
    if (argument == "--version") return take_word("version");
    if (argument == "--print") return once(line_.print, argument);
    if (argument == "--plan") return once(line_.plan, argument);
    if (argument == "--markdown") return once(line_.markdown, argument);
    const auto equals = argument.find('=');
    const std::string flag = argument.substr(0, equals);
    const auto inline_value = equals == std::string::npos ? std::nullopt : std::optional(argument.substr(equals + 1));
    if (flag == "--config") return take_own("--config", "a file", line_.config_file, inline_value);
    if (flag == "--print") return take_own("--print", "cloudformation or iam-policy", line_.print_form, inline_value);
    if (flag == "--namespace") return take_own("--namespace", "the name of a namespace", line_.ns, inline_value);
    const SettingRow* row = flag.starts_with("--") ? find_setting(std::string_view(flag).substr(2)) : nullptr;
    if (row == nullptr || row->flag != flag) return unknown_flag(flag);
    return take_setting(*row, inline_value);
  }

  Result<void> once(bool& flag, const std::string& name) {
    if (std::exchange(flag, true)) return wrong_use(fmt::format("{} is given twice", name));
    return {};
  }

  // A flag with a value that is no setting.
  Result<void> take_own(std::string_view flag, std::string_view form, std::string& into,
                        const std::optional<std::string>& inline_value) {
    auto value = value_of(flag, inline_value, form);
    if (!value) return fail(std::move(value.error()));
    if (!into.empty()) return wrong_use(fmt::format("{} is given twice; give it once", flag));
    if (value->empty()) return wrong_use(fmt::format("{} has no value; it is: {}", flag, form));
    into = std::move(*value);
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
  std::string word_;                 // the subcommand's first word; empty: none yet
  const CommandRow* row_ = nullptr;  // once all its words are there
  bool help_ = false;
  CommandLine line_;
};

}  // namespace

Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments) { return Parser(arguments).parse(); }

}  // namespace nss
