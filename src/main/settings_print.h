// The settings as text for people, printed from the table: `namespace-scheduler config` and docs/settings.md. Pure.
#pragma once

#include <span>
#include <string>

#include "main/settings_table.h"
#include "main/settings_types.h"

namespace nss {

// One line a setting: name, what holds, where it comes from. Secrets are masked; an empty value is shown as its default
// is read ("none").
std::string render_origins(std::span<const SettingRow> rows, const Settings& settings);

// The whole of docs/settings.md.
std::string render_settings_markdown(std::span<const SettingRow> rows);

}  // namespace nss
