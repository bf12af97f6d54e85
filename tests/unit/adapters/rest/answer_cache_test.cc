#include "adapters/rest/answer_cache.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

struct AnswerCacheTest : testing::Test {
  AnswerCache cache{10};
  int made = 0;

  std::string ask(const std::shared_ptr<const void>& inputs, const std::string& question, const std::string& text) {
    return std::string(cache
                           .answer(inputs, question,
                                   [&] {
                                     ++made;
                                     HttpResponse response;
                                     response.body = text;
                                     return response;
                                   })
                           .content());
  }
};

TEST_F(AnswerCacheTest, IsMadeOnceForTheSameInputsAndQuestion) {
  const auto week = std::make_shared<const int>(1);
  EXPECT_EQ(ask(week, "es", "hola"), "hola");
  EXPECT_EQ(ask(week, "es", "other"), "hola");
  EXPECT_EQ(ask(week, "en", "hi"), "hi");
  EXPECT_EQ(ask(std::make_shared<const int>(1), "es", "new"), "new") << "other inputs, though they are equal";
  EXPECT_EQ(made, 3);
}

TEST_F(AnswerCacheTest, WhatWasNotAskedForLongestGoes) {
  const auto week = std::make_shared<const int>(1);
  ask(week, "a", "1234");
  ask(week, "b", "1234");
  ask(week, "a", "");
  ask(week, "c", "1234");  // 12 bytes: b goes
  EXPECT_EQ(ask(week, "a", "?"), "1234");
  EXPECT_EQ(ask(week, "c", "?"), "1234");
  EXPECT_EQ(ask(week, "b", "?"), "?");
}

TEST_F(AnswerCacheTest, WhatIsLargerThanTheBoundIsNotKept) {
  const auto week = std::make_shared<const int>(1);
  EXPECT_EQ(ask(week, "a", "12345678901"), "12345678901");
  EXPECT_EQ(ask(week, "a", "other"), "other");
}

}  // namespace
}  // namespace nss
