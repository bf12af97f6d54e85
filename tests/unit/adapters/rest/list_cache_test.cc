#include "adapters/rest/list_cache.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

class ListCacheTest : public testing::Test {
 protected:
  // What the cache answers; `made_` counts what had to be written.
  std::string ask(const std::shared_ptr<const void>& snapshot, const std::string& question, const std::string& text) {
    return cache_
        .answer(snapshot, question,
                [&] {
                  ++made_;
                  HttpResponse response;
                  response.headers = {{"Content-Language", "en"}};
                  response.body = text;
                  return response;
                })
        .content();
  }

  static std::shared_ptr<const void> snapshot() { return std::make_shared<const int>(0); }

  ListCache cache_;
  int made_ = 0;
};

TEST_F(ListCacheTest, APageIsMadeOnceForASnapshotAndAQuestion) {
  const auto now = snapshot();
  EXPECT_EQ(ask(now, "limit=5", "five"), "five");
  EXPECT_EQ(ask(now, "limit=5", "not asked"), "five");
  EXPECT_EQ(ask(now, "limit=6", "six"), "six");
  EXPECT_EQ(made_, 2);
  const HttpResponse kept = cache_.answer(now, "limit=5", [] { return HttpResponse{}; });
  ASSERT_EQ(kept.headers.size(), 1U);
  EXPECT_EQ(kept.headers[0].value, "en");
  EXPECT_TRUE(kept.body.empty()) << "shared, not copied";
}

TEST_F(ListCacheTest, ANewSnapshotDropsWhatWasMadeOfTheOldOne) {
  const auto then = snapshot();
  const std::weak_ptr<const void> old = [&] {
    const auto before = snapshot();
    EXPECT_EQ(ask(before, "", "before"), "before");
    return before;
  }();
  EXPECT_FALSE(old.expired()) << "its address cannot be another's while its pages are known";
  EXPECT_EQ(ask(then, "", "then"), "then");
  EXPECT_TRUE(old.expired());
  EXPECT_EQ(ask(then, "", "not asked"), "then");
}

TEST_F(ListCacheTest, ItsPagesAreBounded) {
  const auto now = snapshot();
  for (std::size_t i = 0; i < ListCache::most_pages + 10; ++i) ask(now, std::to_string(i), "x");
  made_ = 0;
  ask(now, "0", "x");
  EXPECT_EQ(made_, 0);
  EXPECT_EQ(ask(now, std::to_string(ListCache::most_pages + 9), "made again"), "made again");
}

RC_GTEST_PROP(ListCache, AnswersWhatTheSnapshotOfTheQuestionSays, ()) {
  ListCache cache;
  std::vector<std::shared_ptr<const int>> snapshots;
  for (int i = 0; i < 3; ++i) snapshots.push_back(std::make_shared<const int>(i));
  for (int i = *rc::gen::inRange(1, 30); i > 0; --i) {
    const auto asked = snapshots[*rc::gen::inRange<std::size_t>(0, 3)];
    const auto question = std::to_string(*rc::gen::inRange(0, 3));
    const std::string right = std::to_string(*asked) + "/" + question;
    const HttpResponse answer = cache.answer(asked, question, [&] {
      HttpResponse response;
      response.body = right;
      return response;
    });
    RC_ASSERT(answer.content() == right);
  }
}

}  // namespace
}  // namespace nss
