// From everything that may say something about a setting to one checked Settings: flags > environment > file > default,
// each value with the place that it comes from. Pure over its sources: the file is read through a callback, the machine's
// facts are given, nothing is changed. Never throws, never prints.
//
// A value that cannot be, an unknown NSCHED_… name, an unknown key of the file: one Error (kind invalid), whose
// message.en is one line: what, where, what would be right. The caller prints it and exits with exit_wrong_use.
// An environment variable that is there but empty counts as not set. TZ, and what Kubernetes injects for a Service that
// happens to be called nsched, are ignored.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/result.h"
#include "main/options.h"
#include "main/settings_table.h"
#include "main/settings_types.h"

namespace nss {

struct SettingsSources {
  CommandLine command_line;
  std::map<std::string, std::string> environment;
  // The text of a file; its error says what is wrong without naming the path ("there is no such file").
  std::function<Result<std::string>(const std::string& path)> read_file;
  StartFacts facts;
};

Result<Settings> load_settings(const SettingsSources& sources);

}  // namespace nss
