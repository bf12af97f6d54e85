#include "main/settings_print.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "main/settings_values.h"

namespace nss {
namespace {

std::string without_backticks(std::string_view text) {
  std::string result(text);
  result.erase(std::remove(result.begin(), result.end(), '`'), result.end());
  return result;
}

std::string shown_value(const SettingRow& row, const SettingOrigin& origin) {
  if (row.secret) return origin.value.empty() ? "-" : "***";
  if (!origin.value.empty()) return one_line(origin.value);
  return row.default_words.empty() ? "-" : fmt::format("({})", without_backticks(row.default_words));
}

std::string default_cell(const SettingRow& row) {
  if (!row.default_words.empty()) return std::string(row.default_words);
  return fmt::format("`{}`", row.default_value);
}

constexpr std::string_view markdown_head =
    "# Settings\n"
    "\n"
    "Printed from the table in `src/main/settings_table.cc` by `namespace-scheduler config --markdown`; a test compares the "
    "two.\n"
    "\n"
    "A setting is given as a flag, as an environment variable, or in a YAML file named by `--config` (a flat map; keys are the\n"
    "names below, or the flags without their dashes). A flag wins over the environment, the environment over the file, the file\n"
    "over the default. An environment variable that is empty counts as not set. `namespace-scheduler config` shows what holds "
    "and\n"
    "where each value comes from.\n"
    "\n"
    "A wrong value stops the start with one line and exit code 2: what, where, what would be right. So does an unknown\n"
    "`NSCHED_…` name, with the nearest one that exists; what Kubernetes injects for a Service (`NSCHED_PORT`,\n"
    "`NSCHED_SERVICE_HOST`, `NSCHED_PORT_8080_TCP` …) is ignored. In the file, a value that begins with `!`, `*`, `[` or `{`\n"
    "needs quotes: those are YAML's own.\n";

}  // namespace

std::string render_origins(std::span<const SettingRow> rows, const Settings& settings) {
  std::size_t name_width = 0;
  std::size_t value_width = 0;
  const auto origin_of = [&](const SettingRow& row) {
    return std::find_if(settings.origins.begin(), settings.origins.end(), [&](const auto& o) { return o.name == row.name; });
  };
  constexpr std::size_t widest_value = 48;
  for (const SettingRow& row : rows) {
    const auto origin = origin_of(row);
    if (origin == settings.origins.end()) continue;
    name_width = std::max(name_width, row.name.size());
    value_width = std::max(value_width, std::min(widest_value, shown_value(row, *origin).size()));
  }
  std::string text;
  for (const SettingRow& row : rows) {
    const auto origin = origin_of(row);
    if (origin == settings.origins.end()) continue;
    text += fmt::format("{:<{}}  {:<{}}  {}\n", row.name, name_width, shown_value(row, *origin), value_width,
                        one_line(origin->place));
  }
  return text;
}

std::string render_settings_markdown(std::span<const SettingRow> rows) {
  std::string text(markdown_head);
  std::optional<SettingGroup> group;
  for (const SettingRow& row : rows) {
    if (group != row.group) {
      group = row.group;
      text +=
          fmt::format("\n## {}\n\n| Name | Flag | Default | Values | Meaning |\n|---|---|---|---|---|\n", to_string(row.group));
    }
    text += fmt::format("| `{}` | `{}` | {} | {} | {}{} |\n", row.name, row.flag, default_cell(row), row.form, row.meaning,
                        row.secret ? " (secret: never shown)" : "");
  }
  return text;
}

}  // namespace nss
