#include "main/usage.h"

#include <gtest/gtest.h>

#include "main/settings_table.h"

namespace nss {
namespace {

TEST(Usage, names_every_subcommand_and_every_flag_with_its_meaning) {
  const std::string text = render_usage();
  for (const char* word : {"serve", "config", "restore", "--print", "store backup PATH", "store restore PATH", "audit verify",
                           "tasks export [PATH|-]", "tasks import PATH|-", "--namespace", "version", "help", "Exit codes"}) {
    EXPECT_NE(text.find(word), std::string::npos) << word;
  }
  for (const SettingRow& row : settings_table()) {
    EXPECT_NE(text.find("  " + std::string(row.flag) + (row.stands_alone ? "[=" : " VALUE")), std::string::npos) << row.flag;
    EXPECT_NE(text.find(row.meaning), std::string::npos) << row.flag;
  }
  EXPECT_EQ(text.find('`'), std::string::npos);
}

TEST(Usage, fits_a_terminal) {
  const std::string text = render_usage();
  std::size_t start = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; start = end + 1, end = text.find('\n', start)) {
    EXPECT_LE(end - start, 130U) << text.substr(start, end - start);
  }
}

}  // namespace
}  // namespace nss
