#include "main/usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "main/settings_table.h"

namespace nss {
namespace {

constexpr std::string_view head =
    "namespace-scheduler: switches the user namespaces of a Kubernetes cluster off when nobody works, and brings each back\n"
    "exactly as it was.\n"
    "\n"
    "Usage: namespace-scheduler [SUBCOMMAND] [FLAGS]\n"
    "\n"
    "  serve             the page, the API and the scheduler (the default)\n"
    "  config            shows what holds and where each value comes from; --markdown prints docs/settings.md\n"
    "  restore           brings everything that sleeps back, from the annotations in the cluster and the intents in the store;\n"
    "                    works without a store; --print prints the kubectl commands instead\n"
    "  store backup PATH\n"
    "                    a checked copy of the SQLite store in a new file, also while a server runs\n"
    "  store restore PATH\n"
    "                    puts such a copy in the store's place and keeps what was there beside it; no server may run\n"
    "  store copy sqlite|dynamodb\n"
    "                    copies every record of this cluster into that store from the other one, goes on where it was stopped,\n"
    "                    and checks the copy; no server may run\n"
    "  init-dynamodb     makes the DynamoDB tables or verifies them, as often as you like; --plan only says what it would do;\n"
    "                    --print=cloudformation and --print=iam-policy print the same as infrastructure code\n"
    "  audit verify      whether every link of the audit chains is as it was written; --namespace NAME looks at one chain only\n"
    "  tasks export [PATH|-]\n"
    "                    the own tasks as JSON, also while a server runs; - or nothing is standard output\n"
    "  tasks import PATH|-\n"
    "                    takes the tasks of such a file, all or none, and says everything that is wrong; no server may run\n"
    "  version           the version\n"
    "  help              this page\n"
    "\n"
    "Exit codes: 0 done, 1 failed, 2 wrong use or wrong setting.\n"
    "\n"
    "Each flag is also an environment variable and a key of the YAML file that --config FILE names.\n"
    "A flag wins over the environment, the environment over the file.\n";

std::string default_text(const SettingRow& row) {
  std::string words(row.default_words.empty() ? row.default_value : row.default_words);
  words.erase(std::remove(words.begin(), words.end(), '`'), words.end());
  return words;
}

}  // namespace

std::string render_usage() {
  std::string text(head);
  std::optional<SettingGroup> group;
  for (const SettingRow& row : settings_table()) {
    if (group != row.group) {
      group = row.group;
      text += fmt::format("\n{}\n", to_string(row.group));
    }
    text += fmt::format("  {}{} ({})\n      {}\n      {}; default: {}\n", row.flag, row.stands_alone ? "[=true|false]" : " VALUE",
                        row.name, row.meaning, row.form, default_text(row));
  }
  return text;
}

}  // namespace nss
