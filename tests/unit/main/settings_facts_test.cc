#include "main/settings_facts.h"

#include <gtest/gtest.h>

#include <map>

#include "main/settings_load.h"

namespace nss {
namespace {

std::map<std::string, SettingFact> facts_of(std::map<std::string, std::string> environment, std::vector<std::string> arguments) {
  SettingsSources sources;
  sources.command_line = parse_command_line(arguments).value();
  sources.environment = std::move(environment);
  sources.read_file = [](const std::string&) -> Result<std::string> { return std::string("NSCHED_GRACE: 5m\n"); };
  std::map<std::string, SettingFact> facts;
  for (auto& fact : setting_facts(load_settings(sources).value())) facts.emplace(fact.name, fact);
  return facts;
}

TEST(SettingsFacts, SayWhatHoldsAndWhereItComesFrom) {
  const auto facts = facts_of({{"NSCHED_MAX_OFF_HOURS", "3"}, {"NSCHED_SYSTEM_NAMESPACES", "equipo-*"}},
                              {"--dry-run", "--config", "s.yaml", "--timezone", "Europe/Madrid"});
  EXPECT_EQ(facts.at("timezone").json, "\"Europe/Madrid\"");
  EXPECT_EQ(facts.at("timezone").source, "flag");
  EXPECT_EQ(facts.at("max_off_hours").json, "3");
  EXPECT_EQ(facts.at("max_off_hours").source, "environment");
  EXPECT_EQ(facts.at("grace_seconds").json, "300");
  EXPECT_EQ(facts.at("grace_seconds").source, "file");
  EXPECT_EQ(facts.at("business_hours").json, "\"07:00-20:00\"");
  EXPECT_EQ(facts.at("business_hours").source, "default");
  EXPECT_EQ(facts.at("dry_run").json, "true");
  EXPECT_EQ(facts.at("weekly_view").json, "true");
  EXPECT_EQ(facts.at("cluster_mode").json, "\"simulated\"");
}

TEST(SettingsFacts, TellNothingOfTheMachine) {
  const auto facts = facts_of({{"NSCHED_SQLITE_PATH", "/srv/secret.db"}}, {"--config", "s.yaml"});
  for (const auto& [name, fact] : facts) EXPECT_EQ(fact.json.find("/srv"), std::string::npos) << name;
}

}  // namespace
}  // namespace nss
