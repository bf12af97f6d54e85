#include "main/settings_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace nss {
namespace {

TEST(SettingsTable, every_row_is_whole_and_its_names_are_its_own) {
  std::set<std::string_view> names;
  for (const SettingRow& row : settings_table()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    ASSERT_TRUE(row.flag.starts_with("--")) << row.name;
    EXPECT_TRUE(names.insert(flag_word(row)).second) << row.flag;
    EXPECT_NE(row.apply, nullptr) << row.name;
    EXPECT_FALSE(row.meaning.empty()) << row.name;
    EXPECT_FALSE(row.meaning.ends_with('.')) << row.name;
    EXPECT_FALSE(row.form.empty()) << row.name;
    EXPECT_TRUE(!row.default_value.empty() || !row.default_words.empty()) << row.name << ": nobody sees its default";
    EXPECT_TRUE(row.work_out == nullptr || row.default_value.empty()) << row.name << ": two defaults";
    EXPECT_EQ(row.meaning.find('|'), std::string_view::npos) << row.name << ": would break the table";
  }
}

TEST(SettingsTable, a_flag_is_the_name_in_other_letters) {
  for (const SettingRow& row : settings_table()) {
    std::string word(row.name.starts_with("NSCHED_") ? row.name.substr(7) : row.name);
    std::transform(word.begin(), word.end(), word.begin(), [](char c) {
      return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    EXPECT_EQ(flag_word(row), word);
  }
}

TEST(SettingsTable, rows_of_one_group_stand_together) {
  std::set<SettingGroup> closed;
  SettingGroup current = settings_table().front().group;
  for (const SettingRow& row : settings_table()) {
    if (row.group == current) continue;
    EXPECT_TRUE(closed.insert(current).second) << row.name;
    EXPECT_FALSE(closed.contains(row.group)) << row.name;
    current = row.group;
  }
}

TEST(SettingsTable, found_by_name_or_by_the_word_of_its_flag) {
  EXPECT_EQ(find_setting("NSCHED_GRACE")->flag, "--grace");
  EXPECT_EQ(find_setting("grace")->name, "NSCHED_GRACE");
  EXPECT_EQ(find_setting("KUBECONFIG"), find_setting("kubeconfig"));
  EXPECT_EQ(find_setting("GRACE"), nullptr);
  EXPECT_EQ(find_setting(""), nullptr);
}

}  // namespace
}  // namespace nss
