// What holds of the settings, for GET /api/settings: names, values as JSON text, and where each comes from. Nothing secret and
// nothing about the machine (paths, addresses). Pure.
#pragma once

#include <vector>

#include "app/answers.h"
#include "main/settings_types.h"

namespace nss {

std::vector<SettingFact> setting_facts(const Settings& settings);

// Those that might change while the product runs, but that a flag, a variable or the file has decided.
FixedSettings fixed_settings(const Settings& settings);

}  // namespace nss
