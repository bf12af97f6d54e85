#include "base/clean_token.h"

#include <gtest/gtest.h>

#include <vector>

namespace nss {
namespace {

TEST(CleanToken, NothingThatCouldEndAHeader) {
  EXPECT_EQ(clean_token("\t abc.DEF-_~+/= \r\n"), "abc.DEF-_~+/=");
  for (const auto& bad : std::vector<std::string>{"a\r\nX: y", "a\x7f", "\xc3\xb1", "a b", std::string(70'000, 'x')})
    EXPECT_EQ(clean_token(bad), "");
}

}  // namespace
}  // namespace nss
