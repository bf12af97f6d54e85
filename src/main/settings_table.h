// The one table of every setting that this version understands. Whoever adds a setting adds a row here and a member to
// Settings (settings_types.h), and nothing else: the command line, the environment, the file, --help, `config` and
// docs/settings.md are all read from the table. Constant; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "main/settings_types.h"

namespace nss {

// What the machine says about this start. Facts, so that loading the settings stays a pure function.
struct StartFacts {
  bool token_file_exists = false;    // /var/run/secrets/kubernetes.io/serviceaccount/token
  bool kubernetes_host_set = false;  // KUBERNETES_SERVICE_HOST; settings_load.cc fills it in from the environment
  bool stderr_is_terminal = false;
  std::string own_namespace;  // beside the token, in the file `namespace`; used only in a pod
  std::string home;           // of the person; empty: unknown
  std::string binary_folder;  // where the program lies

  bool in_pod() const { return token_file_exists && kubernetes_host_set; }
};

enum class SettingGroup : std::uint8_t { server, cluster, store, rules, reports, people, simulation };
const char* to_string(SettingGroup group);  // a heading for people

struct SettingRow {
  SettingGroup group = SettingGroup::server;
  std::string_view name;           // in the environment and in the file
  std::string_view flag;           // --kube-context
  std::string_view default_value;  // parsed as if somebody had written it, unless `work_out` is there
  std::string_view default_words;  // how people read the default, where the value does not say it
  std::string_view form;           // what a value looks like
  std::string_view meaning;        // one sentence, no full stop
  Result<void> (*apply)(Settings& settings, const std::string& text) = nullptr;
  std::string (*work_out)(const StartFacts& facts, const Settings& so_far) = nullptr;  // sees the rows above it
  bool secret = false;                                                                 // never shown, not even in an error
  bool stands_alone = false;                                                           // a flag without a value means true
  bool stored = false;  // may be changed while running and kept in the store: none in this version
};

std::span<const SettingRow> settings_table();

// By name or by flag without its dashes, as the file may write either. Null: there is none.
const SettingRow* find_setting(std::string_view name_or_flag);

// "--kube-context" without the dashes.
inline std::string_view flag_word(const SettingRow& row) { return row.flag.substr(2); }

}  // namespace nss
