#include "adapters/records/utf8.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>

namespace nss {
namespace {

struct Row {
  const char* sentence;
  std::string bytes;
  std::string made_valid;
};

const std::string mark = "\xEF\xBF\xBD";

TEST(Utf8, OnlyWhatIsNotUtf8IsReplaced) {
  const Row rows[] = {
      {"nothing is valid", "", ""},
      {"ASCII and NUL stay", std::string("a\0b", 3), std::string("a\0b", 3)},
      {"two bytes stay", "ni\xC3\xB1o", "ni\xC3\xB1o"},
      {"three bytes stay", "\xE2\x82\xAC", "\xE2\x82\xAC"},
      {"four bytes stay", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
      {"the highest code point stays", "\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"},
      {"above the highest code point", "\xF4\x90\x80\x80", mark + mark + mark + mark},
      {"a lone continuation byte", "a\x80z", "a" + mark + "z"},
      {"a sequence that is cut off", "a\xE2\x82", "a" + mark + mark},
      {"a sequence that another letter ends", "\xE2\x82z", mark + mark + "z"},
      {"an overlong slash in two bytes", "\xC0\xAF", mark + mark},
      {"an overlong form in three bytes", "\xE0\x80\x80", mark + mark + mark},
      {"an overlong form in four bytes", "\xF0\x80\x80\x80", mark + mark + mark + mark},
      {"a surrogate", "\xED\xA0\x80", mark + mark + mark},
      {"a byte that never occurs", "\xFF", mark},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(to_valid_utf8(row.bytes), row.made_valid) << row.sentence;
    EXPECT_EQ(is_valid_utf8(row.bytes), row.bytes == row.made_valid) << row.sentence;
  }
}

RC_GTEST_PROP(Utf8, ValidMeansThatTheJsonReaderTakesIt, (const std::vector<unsigned char>& bytes)) {
  const std::string text(bytes.begin(), bytes.end());
  boost::json::error_code ec;
  boost::json::parse(boost::json::serialize(boost::json::string(text)), ec);
  RC_ASSERT(is_valid_utf8(text) == !ec);
}

RC_GTEST_PROP(Utf8, TheResultIsValidAndDoingItTwiceChangesNothing, (const std::vector<unsigned char>& bytes)) {
  const std::string once = to_valid_utf8(std::string(bytes.begin(), bytes.end()));
  RC_ASSERT(is_valid_utf8(once));
  RC_ASSERT(to_valid_utf8(once) == once);
}

}  // namespace
}  // namespace nss
