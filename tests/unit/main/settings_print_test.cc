#include "main/settings_print.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "main/settings_load.h"

namespace nss {
namespace {

Result<Settings> load(std::map<std::string, std::string> environment, const std::vector<std::string>& arguments) {
  SettingsSources s;
  s.command_line = *parse_command_line(arguments);
  s.environment = std::move(environment);
  s.read_file = [](const std::string&) -> Result<std::string> { return std::string(); };
  return load_settings(s);
}

TEST(SettingsPrint, one_line_a_setting_with_what_holds_and_from_where) {
  const auto settings = load({{"NSCHED_TIMEZONE", "UTC"}}, {"--grace", "5m"});
  ASSERT_TRUE(settings) << settings.error().message.en;
  const std::string text = render_origins(settings_table(), *settings);
  EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')), settings_table().size());
  const auto has_line = [&](const std::string& name, const std::string& value, const std::string& place) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(name + " ")) {
        EXPECT_NE(line.find(" " + value + " "), std::string::npos) << line;
        EXPECT_TRUE(line.ends_with("  " + place)) << line;
        return true;
      }
    }
    return false;
  };
  EXPECT_TRUE(has_line("NSCHED_TIMEZONE", "UTC", "environment"));
  EXPECT_TRUE(has_line("NSCHED_GRACE", "5m", "flag --grace"));
  EXPECT_TRUE(has_line("NSCHED_MAX_OFF_HOURS", "5", "default"));
  EXPECT_TRUE(has_line("NSCHED_NAMESPACE_SELECTOR", "(all user namespaces)", "default"));
}

TEST(SettingsPrint, secrets_are_masked_everywhere) {
  const SettingRow rows[] = {
      {.name = "NSCHED_KEY",
       .flag = "--key",
       .default_value = "",
       .default_words = "none",
       .form = "text",
       .meaning = "a key",
       .secret = true},
      {.name = "NSCHED_EMPTY_KEY",
       .flag = "--empty-key",
       .default_value = "",
       .default_words = "",
       .form = "text",
       .meaning = "a key",
       .secret = true},
      {.name = "NSCHED_ABSENT",
       .flag = "--absent",
       .default_value = "",
       .default_words = "",
       .form = "text",
       .meaning = "not loaded"},
      {.name = "NSCHED_PLAIN", .flag = "--plain", .default_value = "", .default_words = "", .form = "text", .meaning = "plain"},
  };
  Settings settings;
  settings.origins = {{"NSCHED_KEY", "hunter2", SettingSource::environment, "environment"},
                      {"NSCHED_EMPTY_KEY", "", SettingSource::fallback, "default"},
                      {"NSCHED_PLAIN", "", SettingSource::fallback, "default"}};
  const std::string text = render_origins(rows, settings);
  EXPECT_EQ(text,
            "NSCHED_KEY        ***  environment\n"
            "NSCHED_EMPTY_KEY  -    default\n"
            "NSCHED_PLAIN      -    default\n");
  EXPECT_NE(render_settings_markdown(rows).find("a key (secret: never shown)"), std::string::npos);
}

// docs/settings.md is printed from the table. NSS_UPDATE_GOLDEN=1 writes it anew; the change is then read like any other.
TEST(SettingsPrint, the_page_in_docs_is_the_table) {
  const std::string path = "docs/settings.md";  // tests run at the top of the checkout
  const std::string page = render_settings_markdown(settings_table());
  if (std::getenv("NSS_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << page;
  std::ifstream file(path);
  const std::string committed((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_EQ(committed, page) << "run this test with NSS_UPDATE_GOLDEN=1 and commit docs/settings.md";
}

}  // namespace
}  // namespace nss
