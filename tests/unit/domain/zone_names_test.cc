#include "domain/zone_names.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace nss {
namespace {

class ZoneNames : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const char* name, const char* content) const { std::ofstream(folder_ / name) << content; }

  std::filesystem::path folder_ = std::filesystem::path(::testing::TempDir()) / ("zone_names_" + std::to_string(::getpid()));
};

TEST_F(ZoneNames, ReadsZonesAndLinksOfTheCompactDatabase) {
  write("tzdata.zi",
        "# version 2026f\nR d 1916 o - Jun 14 23s 1 S\nZ Europe/Berlin 0:53:28 - LMT 1893 Ap\n1 c CE%sT\n"
        "Z Factory 0 - -00\nL Etc/UTC UTC\n");
  EXPECT_EQ(read_zone_names(folder_.string()), (std::vector<std::string>{"Europe/Berlin", "UTC"}));
}

TEST_F(ZoneNames, FallsBackToTheTables) {
  write("zone1970.tab", "# comment\n\nCO\t+0436-07405\tAmerica/Bogota\nDE,DK\t+5230+01322\tEurope/Berlin\tmost of it\n");
  write("zone.tab", "CO\t+0436-07405\tAmerica/Bogota\nDK\t+5540+01235\tEurope/Copenhagen\n");
  EXPECT_EQ(read_zone_names(folder_.string()),
            (std::vector<std::string>{"America/Bogota", "Europe/Berlin", "Europe/Copenhagen", "UTC"}));
}

TEST_F(ZoneNames, NothingWhereNothingIs) { EXPECT_TRUE(read_zone_names(folder_.string()).empty()); }

TEST(ZoneNameForm, LooksLikeAName) {
  for (const char* good : {"UTC", "America/Bogota", "Etc/GMT-14", "America/Indiana/Tell_City", "GB-Eire"}) {
    EXPECT_TRUE(has_zone_name_form(good)) << good;
  }
  for (const char* bad : {"", "/UTC", "utc", "America//Bogota", "America/", "A..B", "A B", ".", "America/Bogotá", "5GMT"}) {
    EXPECT_FALSE(has_zone_name_form(bad)) << bad;
  }
}

TEST(NearestZoneName, CaseAndTwoTypingErrorsOfALongName) {
  const std::vector<std::string> names = {"America/Bogota", "America/Lima", "GMT", "UTC"};
  EXPECT_EQ(nearest_zone_name(names, "AMERICA/BOGOTA"), "America/Bogota");
  EXPECT_EQ(nearest_zone_name(names, "America/Bogotaa"), "America/Bogota");
  EXPECT_EQ(nearest_zone_name(names, "Amrica/Bogta"), "America/Bogota");
  EXPECT_EQ(nearest_zone_name(names, "Amrca/Bogta"), "") << "three errors";
  EXPECT_EQ(nearest_zone_name(names, "utc"), "UTC");
  EXPECT_EQ(nearest_zone_name(names, "UTX"), "") << "one error of a short name is another name";
  EXPECT_EQ(nearest_zone_name(names, ""), "");
  EXPECT_EQ(nearest_zone_name(names, std::string(100, 'A')), "");
}

}  // namespace
}  // namespace nss
