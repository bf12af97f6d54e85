#include "main/settings_names.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

TEST(SettingsNames, the_nearest_name_is_the_one_with_the_fewest_typing_errors) {
  const std::vector<std::string> names = {"serve", "config", "restore", "version", "help"};
  struct Row {
    const char* sentence;
    const char* wrong;
    const char* meant;
  };
  const Row rows[] = {
      {"two letters swapped", "sevre", "serve"},  {"a letter missing", "restor", "restore"},
      {"a letter too many", "conffig", "config"}, {"another letter", "halp", "help"},
      {"case is free", "VERSION", "version"},     {"nothing at all", "", "help"},
  };
  for (const Row& row : rows) EXPECT_EQ(nearest_name(row.wrong, names), row.meant) << row.sentence;
  EXPECT_EQ(nearest_name("x", {}), "");
  EXPECT_EQ(nearest_name(std::string(100'000, 'x'), {"a"}), "a") << "bounded whatever is written";
}

RC_GTEST_PROP(SettingsNames, a_name_is_nearest_to_itself, ()) {
  const std::vector<std::string> names = {"NSCHED_LISTEN", "NSCHED_GRACE", "NSCHED_LOCALE", "NSCHED_LOG_LEVEL"};
  const auto name = *rc::gen::elementOf(names);
  RC_ASSERT(nearest_name(name, names) == name);
}

TEST(SettingsNames, what_kubernetes_injects_for_services) {
  const std::map<std::string, std::string> environment = {{"NSCHED_WEB_SERVICE_HOST", "10.0.0.4"}};
  struct Row {
    const char* name;
    bool injected;
  };
  const Row rows[] = {
      {"NSCHED_PORT", true},
      {"NSCHED_SERVICE_HOST", true},
      {"NSCHED_SERVICE_PORT", true},
      {"NSCHED_SERVICE_PORT_HTTP", true},
      {"NSCHED_PORT_8080_TCP", true},
      {"NSCHED_PORT_53_UDP_ADDR", true},
      {"NSCHED_PORT_53_SCTP_PORT", true},
      {"NSCHED_WEB_PORT", true},
      {"NSCHED_WEB_SERVICE_HOST", true},
      {"NSCHED_WEB_PORT_80_TCP_PROTO", true},
      {"NSCHED_LISTEN_PORT", false},
      {"NSCHED_PORT_TCP", false},
      {"NSCHED_PORT_80", false},
      {"NSCHED_PORT_80_ICMP", false},
      {"NSCHED_PORT_80_TCP_NAME", false},
      {"NSCHED_PORT_X_TCP", false},
      {"NSCHED_", false},
      {"NSCHED", false},
      {"NSCHED_PORTS", false},
  };
  for (const Row& row : rows) EXPECT_EQ(injected_by_kubernetes(row.name, environment), row.injected) << row.name;
  EXPECT_FALSE(injected_by_kubernetes("NSCHED_WEB_PORT", {})) << "only beside its service's host";
}

}  // namespace
}  // namespace nss
