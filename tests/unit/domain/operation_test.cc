#include "domain/operation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "support/generators.h"

namespace nss {
namespace {

template <typename Enum, typename Parse>
void expect_read_back(int count, Parse parse) {
  std::set<std::string> names;
  for (int i = 0; i < count; ++i) {
    const auto value = static_cast<Enum>(i);
    EXPECT_EQ(parse(to_string(value)), value);
    names.insert(to_string(value));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(count)) << "every name is its own";
  EXPECT_EQ(parse("no such word"), std::nullopt);
}

TEST(Operation, EveryWordIsReadBack) {
  expect_read_back<OperationType>(7, parse_operation_type);
  expect_read_back<OperationStatus>(5, parse_operation_status);
  expect_read_back<Trigger>(4, parse_trigger);
  expect_read_back<Outcome>(7, parse_outcome);
}

TEST(Operation, ItIsFinishedWhenNothingWillBeTriedAgain) {
  OperationRecord record;
  for (const auto& [status, finished] : {std::pair{OperationStatus::running, false},
                                         {OperationStatus::partial, false},
                                         {OperationStatus::completed, true},
                                         {OperationStatus::failed, true},
                                         {OperationStatus::superseded, true}}) {
    record.status = status;
    EXPECT_EQ(record.finished(), finished) << to_string(status);
  }
}

TEST(Operation, TheSameCauseGivesTheSameId) {
  const std::string id = derived_operation_id("builtin-shutdown@1795395600", "uid-1", 7);
  EXPECT_EQ(id, derived_operation_id("builtin-shutdown@1795395600", "uid-1", 7));
  EXPECT_EQ(id.size(), 27U);
  EXPECT_EQ(id.substr(0, 3), "op_");
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef", 3), std::string::npos);
}

TEST(Operation, AnotherCauseGivesAnotherId) {
  const std::set<std::string> ids = {derived_operation_id("a", "b", 1), derived_operation_id("a", "b", 2),
                                     derived_operation_id("a", "c", 1), derived_operation_id("b", "b", 1),
                                     derived_operation_id("ab", "", 1), derived_operation_id("", "ab", 1),
                                     derived_operation_id("a", "b1", 1)};
  EXPECT_EQ(ids.size(), 7U);
}

RC_GTEST_PROP(Operation, ADerivedIdCanBeStampedAndReadBack, ()) {
  const std::string id = derived_operation_id(*arbitrary_text(), *arbitrary_name(), *rc::gen::inRange(0, 1000));
  RC_ASSERT(parse_stamp(to_text(Stamp{1, id, true})) == (Stamp{1, id, true}));
}

}  // namespace
}  // namespace nss
