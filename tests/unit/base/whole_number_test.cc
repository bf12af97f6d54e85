#include "base/whole_number.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace nss {
namespace {

TEST(WholeNumber, IsTheWholeText) {
  EXPECT_EQ(whole_number<int>("0"), 0);
  EXPECT_EQ(whole_number<int>("0012"), 12);
  EXPECT_EQ(whole_number<int>("-7"), -7);
  EXPECT_EQ(whole_number<std::int64_t>("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(whole_number<std::uint32_t>("1f", 16), 31U);
  for (const char* text : {"", " ", "1 ", " 1", "+1", "1.0", "1e3", "0x1", "--1", "-", "uno", "９"})
    EXPECT_EQ(whole_number<int>(text), std::nullopt) << text;
  EXPECT_EQ(whole_number<int>(std::string("1\0", 2)), std::nullopt);
}

TEST(WholeNumber, IsOneOfItsType) {
  EXPECT_EQ(whole_number<std::uint16_t>("65535"), 65535);
  EXPECT_EQ(whole_number<std::uint16_t>("65536"), std::nullopt);
  EXPECT_EQ(whole_number<unsigned>("-1"), std::nullopt);
  EXPECT_EQ(whole_number<std::int64_t>("9223372036854775808"), std::nullopt);
  EXPECT_EQ(whole_number<int>("99999999999999999999"), std::nullopt);
}

}  // namespace
}  // namespace nss
