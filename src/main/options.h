// The command line: which subcommand, which flags. Which flags exist is the settings table's business
// (settings_table.h); a flag is checked here only for being one. Pure; never prints, never exits.
//
// `--name value` and `--name=value` are the same; a flag that is true or false stands alone (`--dry-run`) or has its
// value after `=`. A subcommand stands anywhere among the flags; without one it is `serve`. Some have a second word and a
// path, in this order: `store backup PATH`. The path `-` of tasks is standard input or output.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace nss {

enum class Command : std::uint8_t {
  serve,
  config,
  restore,
  store_backup,
  store_restore,
  store_copy,
  init_dynamodb,
  audit_verify,
  tasks_export,
  tasks_import,
  version,
  help
};

// The process's exit codes (SPEC 13).
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_wrong_use = 2;

struct FlagValue {
  std::string name;  // of the setting: NSCHED_GRACE
  std::string flag;  // --grace
  std::string value;
};

struct CommandLine {
  Command command = Command::serve;
  bool print = false;            // restore --print: the kubectl commands instead of doing it
  bool plan = false;             // init-dynamodb --plan: only says what it would do
  std::string print_form;        // init-dynamodb --print=cloudformation|iam-policy; empty: neither
  bool markdown = false;         // config --markdown: the page docs/settings.md
  std::string path;              // store backup|restore PATH, store copy sqlite|dynamodb, tasks import PATH, tasks export [PATH]
  std::string ns;                // audit verify --namespace; empty: every chain
  std::string config_file;       // --config; empty: none
  std::vector<FlagValue> flags;  // each setting at most once
};

// Errors: kind invalid, code wrong_use, one sentence that proposes what was probably meant. Exit code 2.
Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments);  // without the program's name

}  // namespace nss
