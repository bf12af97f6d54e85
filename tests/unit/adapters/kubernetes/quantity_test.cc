#include "adapters/kubernetes/quantity.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

struct QuantityCase {
  std::string text;
  std::int64_t scale;
  std::optional<std::int64_t> wanted;
};

TEST(Quantity, TableOfQuantities) {
  const std::vector<QuantityCase> cases = {
      {"100m", 1000, 100},
      {"0.1", 1000, 100},
      {"1", 1000, 1000},
      {"1.5", 1000, 1500},
      {"2e3", 1, 2000},
      {"2E+3", 1, 2000},
      {"5e-1", 1000, 500},
      {"128Mi", 1, 134217728},
      {"1Gi", 1, 1073741824},
      {"1G", 1, 1000000000},
      {"1k", 1, 1000},
      {"1Ki", 1, 1024},
      {"1M", 1, 1000000},
      {"1T", 1, 1000000000000},
      {"1Ti", 1, 1099511627776},
      {"1500m", 1, 2},
      {"1u", 1000, 1},
      {"100n", 1000, 1},
      {"0", 1000, 0},
      {"1P", 1, 1000000000000000},
      {"1E", 1, 1000000000000000000},
      {"1Ei", 1, 1152921504606846976},
      {"1Pi", 1, 1125899906842624},
      {"", 1, {}},
      {"m", 1, {}},
      {"-1", 1, {}},
      {"+1", 1, {}},
      {"1 Gi", 1, {}},
      {"1gi", 1, {}},
      {"1.2.3", 1, {}},
      {"1e", 1, {}},
      {"1e99", 1, {}},
      {"1e-99", 1, {}},
      {"1e1x", 1, {}},
      {"100E", 1, {}},
      {"1234567890123456789012345678901234567890", 1, {}},
      {".", 1, {}},
      {"0x10", 1, {}},
  };
  for (const auto& row : cases) EXPECT_EQ(parse_quantity(row.text, row.scale), row.wanted) << row.text;
}

RC_GTEST_PROP(Quantity, MillicoresOfWholeNumbersAreExact, ()) {
  const auto millis = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
  RC_ASSERT(parse_quantity(std::to_string(millis) + "m", 1000) == millis);
  RC_ASSERT(parse_quantity(std::to_string(millis), 1) == millis);
}

RC_GTEST_PROP(Quantity, NoTextBreaksIt, (std::string text)) {
  const auto value = parse_quantity(text, 1000);
  RC_ASSERT(value.value_or(0) >= 0);
}

}  // namespace
}  // namespace nss
