#include "main/settings_facts.h"

#include <algorithm>

#include "base/json_text.h"

namespace nss {
namespace {

std::string quoted(const std::string& text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

const SettingOrigin* origin_of(const Settings& settings, std::string_view name) {
  const auto origin =
      std::find_if(settings.origins.begin(), settings.origins.end(), [&](const SettingOrigin& o) { return o.name == name; });
  return origin == settings.origins.end() ? nullptr : &*origin;
}

std::string source_of(const Settings& settings, std::string_view name) {
  const SettingOrigin* origin = origin_of(settings, name);
  if (origin == nullptr) return "default";
  switch (origin->source) {
    case SettingSource::flag: return "flag";
    case SettingSource::environment: return "environment";
    case SettingSource::file: return "file";
    case SettingSource::fallback: break;
  }
  return "default";
}

// As it was written, or as it was worked out.
std::string text_of(const Settings& settings, std::string_view name) {
  const SettingOrigin* origin = origin_of(settings, name);
  return origin == nullptr ? std::string() : origin->value;
}

}  // namespace

std::vector<SettingFact> setting_facts(const Settings& settings) {
  std::vector<SettingFact> facts;
  const auto add = [&](const char* fact, std::string json, const char* row) {
    facts.push_back(SettingFact{fact, std::move(json), source_of(settings, row)});
  };
  add("timezone", quoted(settings.timezone.name()), "NSCHED_TIMEZONE");
  add("business_hours", quoted(settings.business_hours.hours_text()), "NSCHED_BUSINESS_HOURS");
  add("business_days", quoted(settings.business_hours.days_text()), "NSCHED_BUSINESS_DAYS");
  add("max_off_hours", std::to_string(settings.max_off_hours), "NSCHED_MAX_OFF_HOURS");
  add("grace_seconds", std::to_string(settings.grace.count()), "NSCHED_GRACE");
  add("system_namespaces", quoted(text_of(settings, "NSCHED_SYSTEM_NAMESPACES")), "NSCHED_SYSTEM_NAMESPACES");
  add("namespace_selector", quoted(text_of(settings, "NSCHED_NAMESPACE_SELECTOR")), "NSCHED_NAMESPACE_SELECTOR");
  add("cost_center_label", quoted(settings.cost_center_label), "NSCHED_COST_CENTER_LABEL");
  add("cluster_name", quoted(settings.cluster_name), "EKS_CLUSTER_NAME");
  add("cluster_mode", quoted(to_string(settings.cluster)), "NSCHED_CLUSTER");
  add("dry_run", settings.dry_run ? "true" : "false", "NSCHED_DRY_RUN");
  add("weekly_view", settings.weekly_view ? "true" : "false", "NSCHED_WEEKLY_VIEW");
  add("locale", quoted(settings.locale), "NSCHED_LOCALE");
  return facts;
}

FixedSettings fixed_settings(const Settings& settings) {
  FixedSettings fixed;
  const auto decided = [&](const char* name, std::string_view row) {
    const SettingOrigin* origin = origin_of(settings, row);
    if (origin == nullptr || origin->source == SettingSource::fallback) return false;
    const bool variable = origin->source == SettingSource::environment;
    fixed.places[name] = {source_of(settings, row), variable ? "environment " + origin->name : origin->place};
    return true;
  };
  if (decided("holidays", "NSCHED_HOLIDAYS")) fixed.values.holidays = settings.holidays;
  if (decided("price_cpu_hour", "NSCHED_PRICE_CPU_HOUR")) fixed.values.price_cpu_hour = settings.price_cpu_hour;
  if (decided("price_gib_hour", "NSCHED_PRICE_GIB_HOUR")) fixed.values.price_gib_hour = settings.price_gib_hour;
  if (decided("currency", "NSCHED_CURRENCY")) fixed.values.currency = settings.currency;
  return fixed;
}

}  // namespace nss
