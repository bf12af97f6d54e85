#include "base/strong_id.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace nss {
namespace {

using Uid = StrongId<struct UidTag>;
using Name = StrongId<struct NameTag>;

static_assert(!std::is_convertible_v<Uid, Name> && !std::is_convertible_v<Name, Uid>, "kinds of ids do not mix");
static_assert(!std::is_convertible_v<std::string, Uid>, "a plain string is no id until somebody says so");
static_assert(!std::is_constructible_v<Uid, Name>);

TEST(StrongId, ComparesAndHashesAsItsText) {
  EXPECT_EQ(Uid("a"), Uid("a"));
  EXPECT_NE(Uid("a"), Uid("b"));
  EXPECT_LT(Uid("a"), Uid("b"));
  EXPECT_EQ(Uid("a").str(), "a");
  EXPECT_TRUE(Uid().empty());
  EXPECT_FALSE(Uid("a").empty());
  const std::unordered_set<Uid> ids = {Uid("a"), Uid("b"), Uid("a")};
  EXPECT_EQ(ids.size(), 2U);
  EXPECT_EQ(ids.count(Uid("b")), 1U);
}

}  // namespace
}  // namespace nss
