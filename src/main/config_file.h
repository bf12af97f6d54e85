// The settings file (--config): a flat YAML map whose keys are the names of the settings table (NSCHED_GRACE) or their
// flags without the dashes (grace). Says where each value stands; what a key means is decided in settings_load.cc.
// Pure over the text; never throws: whatever the bytes are, the answer is entries or one error with the line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nss {

struct ConfigEntry {
  std::string key;
  std::string value;
  int line = 0;  // from 1
};

inline constexpr std::size_t max_config_bytes = 64 * 1024;

// Errors (kind invalid, code invalid_config_file): "line 3: …", what is wrong and what would be right.
Result<std::vector<ConfigEntry>> parse_config_file(std::string_view text);

}  // namespace nss
