#include "base/result.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace nss {
namespace {

Result<int> half(int n) {
  if (n % 2 == 0) return n / 2;
  return fail(ErrorKind::invalid, "odd", "an odd number has no half");
}

TEST(Result, IsAValueOrAReason) {
  EXPECT_EQ(half(4).value(), 2);
  const auto refused = half(3);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  EXPECT_EQ(refused.error().code, "odd");
  EXPECT_EQ(refused.error().message, (Text{"an odd number has no half", "an odd number has no half"}));
  EXPECT_FALSE(refused.error().position);
  EXPECT_FALSE(refused.error().retry_after);
  EXPECT_TRUE(refused.error().pointer.empty());
}

TEST(Result, AnErrorIsPassedOn) {
  Error error = make_error(ErrorKind::throttled, "slow_down", "wait");
  error.retry_after = std::chrono::seconds(3);
  const Result<int> passed = fail(error);
  EXPECT_EQ(passed.error().retry_after, std::chrono::milliseconds(3000));
  EXPECT_FALSE(half(4).and_then(half).and_then(half)) << "4, 2, 1 and no further";
}

TEST(ErrorKind, EachHasItsOwnWord) {
  const std::vector<ErrorKind> kinds = {ErrorKind::not_found,    ErrorKind::conflict,  ErrorKind::gone,
                                        ErrorKind::unauthorized, ErrorKind::forbidden, ErrorKind::invalid,
                                        ErrorKind::throttled,    ErrorKind::transient, ErrorKind::unavailable,
                                        ErrorKind::refused,      ErrorKind::internal};
  std::set<std::string> words;
  for (const ErrorKind kind : kinds) words.insert(to_string(kind));
  EXPECT_EQ(words.size(), kinds.size());
  EXPECT_STREQ(to_string(ErrorKind::not_found), "not_found");
  EXPECT_STREQ(to_string(static_cast<ErrorKind>(99)), "internal") << "what no enumerator names";
}

TEST(Text, EmptyMeansNeitherLanguage) {
  EXPECT_TRUE(Text{}.empty());
  EXPECT_FALSE((Text{"hola", ""}).empty());
  EXPECT_FALSE((Text{"", "hello"}).empty());
}

}  // namespace
}  // namespace nss
