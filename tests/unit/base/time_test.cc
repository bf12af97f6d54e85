#include "base/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace nss {
namespace {

using std::chrono::seconds;

TEST(Rfc3339, WhatIsRead) {
  struct Row {
    const char* text;
    const char* utc;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"2026-11-22T13:52:00Z", "2026-11-22T13:52:00Z", "our own form"},
      {"2026-11-22t13:52:00z", "2026-11-22T13:52:00Z", "small letters"},
      {"2026-11-22T08:52:00-05:00", "2026-11-22T13:52:00Z", "Bogota's offset"},
      {"2026-11-22T19:37:00+05:45", "2026-11-22T13:52:00Z", "Kathmandu's"},
      {"2026-11-22T13:52:00-00:00", "2026-11-22T13:52:00Z", "an unknown offset is UTC"},
      {"2026-11-22T13:52:00.999999999Z", "2026-11-22T13:52:00Z", "a fraction is cut off"},
      {"2026-11-22T13:52:00.5+00:00", "2026-11-22T13:52:00Z", "a fraction before an offset"},
      {"2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z", "a leap second is the next second"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z", "a leap day"},
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "the epoch"},
      {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z", "before it"},
      {"0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "the first year"},
      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "the last"},
  };
  for (const Row& row : rows) {
    const auto t = parse_rfc3339(row.text);
    ASSERT_TRUE(t) << row.text << ": " << row.why;
    EXPECT_EQ(to_rfc3339(*t), row.utc) << row.text << ": " << row.why;
  }
}

TEST(Rfc3339, WhatIsRefused) {
  for (const char* text : {"",
                           "2026",
                           "2026-11-22",
                           "2026-11-22T13:52Z",
                           "2026-11-22T13:52:00",
                           "2026-11-22 13:52:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-11-00T00:00:00Z",
                           "2026-11-22T24:00:00Z",
                           "2026-11-22T13:60:00Z",
                           "2026-11-22T13:52:61Z",
                           "2026-11-22T13:52:00.Z",
                           "2026-11-22T13:52:00+5",
                           "2026-11-22T13:52:00+0500",
                           "2026-11-22T13:52:00+24:00",
                           "2026-11-22T13:52:00+05:60",
                           "2026-11-22T13:52:00+a5:00",
                           "2026-11-22T13:52:00Zx",
                           " 2026-11-22T13:52:00Z",
                           "2026/11/22T13:52:00Z",
                           "2026-11/22T13:52:00Z",
                           "2026-11-22T13.52:00Z",
                           "2026-11-22T13:52.00Z",
                           "-026-11-22T13:52:00Z",
                           "2026-11-22T13:52:0xZ",
                           "2026-11-22T13:52:00.5"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Instants, FloorGoesDownAlsoBeforeTheEpoch) {
  EXPECT_EQ(floor_seconds(Instant(Milliseconds(1999))), Seconds(seconds(1)));
  EXPECT_EQ(floor_seconds(Instant(Milliseconds(-1))), Seconds(seconds(-1)));
}

RC_GTEST_PROP(Rfc3339Property, WhatIsWrittenIsReadBack, ()) {
  const Seconds t{seconds(*rc::gen::inRange<std::int64_t>(-62'135'596'800, 253'402'300'800))};
  const std::string text = to_rfc3339(t);
  RC_ASSERT(text.size() == std::size_t{20});
  RC_ASSERT(parse_rfc3339(text).value() == t);
}

RC_GTEST_PROP(Rfc3339Property, NoTextIsTooStrange, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789-:TZ.+")));
  const auto t = parse_rfc3339(text);
  RC_ASSERT((!t || parse_rfc3339(to_rfc3339(*t)) == t));
}

}  // namespace
}  // namespace nss
