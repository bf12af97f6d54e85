#include "main/settings_load.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "main/config_file.h"
#include "main/settings_names.h"
#include "main/settings_values.h"

namespace nss {
namespace {

constexpr std::string_view own_prefix = "NSCHED_";

tl::unexpected<Error> wrong_setting(std::string_view code, std::string_view line) {
  return fail(ErrorKind::invalid, std::string(code), one_line(line));
}

// What one source says of one setting.
struct Said {
  std::string value;
  SettingSource source = SettingSource::fallback;
  std::string place;
};
using SaidByName = std::map<std::string_view, Said>;

std::vector<std::string> names_of_table(bool only_own) {
  std::vector<std::string> names;
  for (const SettingRow& row : settings_table()) {
    if (!only_own || row.name.starts_with(own_prefix)) names.emplace_back(row.name);
  }
  return names;
}

Result<void> collect_file(const SettingsSources& sources, SaidByName& said) {
  const std::string& path = sources.command_line.config_file;
  if (path.empty()) return {};
  const auto text = sources.read_file(path);
  if (!text)
    return wrong_setting("invalid_config_file", fmt::format("--config {}: {}", quoted_for_line(path), text.error().message.en));
  auto entries = parse_config_file(*text);
  if (!entries) return wrong_setting("invalid_config_file", fmt::format("file {}, {}", path, entries.error().message.en));
  for (ConfigEntry& entry : *entries) {
    const SettingRow* row = find_setting(entry.key);
    std::string place = fmt::format("file {}, line {}", path, entry.line);
    if (row == nullptr) {
      auto candidates = names_of_table(false);
      for (const SettingRow& other : settings_table()) candidates.emplace_back(flag_word(other));
      return wrong_setting("unknown_setting", fmt::format("{}: {} is not a setting; did you mean {}?", place,
                                                          quoted_for_line(entry.key), nearest_name(entry.key, candidates)));
    }
    if (said.contains(row->name)) {
      return wrong_setting("invalid_config_file",
                           fmt::format("{}: {} is there twice, first in {}; leave one", place, row->name, said[row->name].place));
    }
    said[row->name] = {std::move(entry.value), SettingSource::file, std::move(place)};
  }
  return {};
}

Result<void> collect_environment(const SettingsSources& sources, SaidByName& said) {
  for (const auto& [name, value] : sources.environment) {
    const SettingRow* row = find_setting(name);
    if (row != nullptr && row->name == name) {
      if (!value.empty()) said[row->name] = {value, SettingSource::environment, "environment"};
      continue;
    }
    if (!name.starts_with(own_prefix) || injected_by_kubernetes(name, sources.environment)) continue;
    return wrong_setting("unknown_setting", fmt::format("environment: {} is not a setting; did you mean {}?",
                                                        quoted_for_line(name), nearest_name(name, names_of_table(true))));
  }
  return {};
}

// From the weakest source to the strongest: later ones replace.
Result<SaidByName> collect(const SettingsSources& sources) {
  SaidByName said;
  if (auto ok = collect_file(sources, said); !ok) return fail(std::move(ok.error()));
  if (auto ok = collect_environment(sources, said); !ok) return fail(std::move(ok.error()));
  for (const FlagValue& flag : sources.command_line.flags) {
    const SettingRow* row = find_setting(flag.name);
    if (row != nullptr) said[row->name] = {flag.value, SettingSource::flag, "flag " + flag.flag};
  }
  return said;
}

Result<void> apply_row(const SettingRow& row, Said said, Settings& settings) {
  if (auto ok = row.apply(settings, said.value); !ok) {
    const std::string_view why =
        row.secret ? std::string_view("the value cannot be used") : std::string_view(ok.error().message.en);
    return wrong_setting("invalid_setting", fmt::format("{} ({}): {}", row.name, said.place, why));
  }
  settings.origins.push_back({std::string(row.name), std::move(said.value), said.source, std::move(said.place)});
  return {};
}

// Records of several clusters lie in one set of tables: a name that nobody chose would mix them.
Result<void> check_cluster_name(const Settings& settings) {
  if (settings.storage != StorageKind::dynamodb) return {};
  for (const SettingOrigin& origin : settings.origins) {
    if (origin.name != "EKS_CLUSTER_NAME" || origin.source != SettingSource::fallback) continue;
    return wrong_setting("invalid_setting",
                         "EKS_CLUSTER_NAME (default): with NSCHED_STORAGE=dynamodb every record begins with the cluster's name; "
                         "set it to the name of the EKS cluster");
  }
  return {};
}

// What no row can see alone.
Result<void> check_together(const Settings& settings) {
  if (auto named = check_cluster_name(settings); !named) return named;
  if (settings.cluster == ClusterMode::simulated) return {};
  for (const SettingOrigin& origin : settings.origins) {
    if (origin.source == SettingSource::fallback || !origin.name.starts_with("NSCHED_SIMULATED_")) continue;
    return wrong_setting(
        "invalid_setting",
        fmt::format("{} ({}): the cluster is {}, and only a simulated one has such a setting; leave it out, or set "
                    "NSCHED_CLUSTER=simulated",
                    origin.name, origin.place, to_string(settings.cluster)));
  }
  return {};
}

}  // namespace

Result<Settings> load_settings(const SettingsSources& sources) {
  auto said = collect(sources);
  if (!said) return fail(std::move(said.error()));
  StartFacts facts = sources.facts;
  const auto host = sources.environment.find("KUBERNETES_SERVICE_HOST");
  facts.kubernetes_host_set = host != sources.environment.end() && !host->second.empty();

  Settings settings;
  settings.aws = AwsEnvironment::from(sources.environment);
  const std::string default_region = settings.aws.region;
  if (facts.in_pod()) settings.own_namespace = facts.own_namespace;
  for (const SettingRow& row : settings_table()) {
    Said value{row.work_out != nullptr ? row.work_out(facts, settings) : std::string(row.default_value), SettingSource::fallback,
               "default"};
    if (const auto found = said->find(row.name); found != said->end()) value = found->second;
    if (auto ok = apply_row(row, std::move(value), settings); !ok) return fail(std::move(ok.error()));
  }
  settings.in_pod = facts.in_pod();
  if (settings.aws.region.empty()) settings.aws.region = default_region;  // AWS_DEFAULT_REGION
  if (auto ok = check_together(settings); !ok) return fail(std::move(ok.error()));
  return settings;
}

}  // namespace nss
