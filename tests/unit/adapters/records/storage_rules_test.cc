#include "adapters/records/storage_rules.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

StorageWrite write_of(std::string partition, std::string sort) {
  return {{std::move(partition), std::move(sort)}, BlobRecord{"x"}, Precondition::none(), std::nullopt};
}

std::string code_of(const Result<void>& result) { return result ? "fine" : result.error().code; }

TEST(StorageRules, TransactionsWithinTheLimitsPass) {
  StorageTransaction largest;
  for (int i = 0; i < 20; ++i) largest.writes.push_back(write_of("p", "w" + std::to_string(i)));
  for (int i = 0; i < 5; ++i) largest.checks.push_back({{"p", "c" + std::to_string(i)}, Precondition::exists()});
  EXPECT_EQ(code_of(check_transaction(largest)), "fine");
  largest.checks.push_back({{"p", "one more"}, Precondition::exists()});
  EXPECT_EQ(code_of(check_transaction(largest)), "too_many_items");
  EXPECT_EQ(code_of(check_transaction({{}, {{{"p", "s"}, Precondition::exists()}}})), "fine");
  EXPECT_EQ(code_of(check_transaction({{write_of(std::string(2048, 'p'), std::string(1024, 's'))}, {}})), "fine");
}

TEST(StorageRules, WhatNoStoreCanKeepIsRefused) {
  struct Row {
    const char* sentence;
    StorageTransaction transaction;
    const char* code;
  };
  const Row rows[] = {
      {"nothing to do", {}, "empty_transaction"},
      {"an empty partition", {{write_of("", "s")}, {}}, "invalid_key"},
      {"an empty sort", {{write_of("p", "")}, {}}, "invalid_key"},
      {"a partition too long", {{write_of(std::string(2049, 'p'), "s")}, {}}, "invalid_key"},
      {"a sort too long", {{write_of("p", std::string(1025, 's'))}, {}}, "invalid_key"},
      {"an empty key in a check", {{}, {{{"", ""}, Precondition::absent()}}}, "invalid_key"},
      {"one key twice", {{write_of("p", "s"), write_of("p", "s")}, {}}, "duplicate_key"},
      {"one key written and checked", {{write_of("p", "s")}, {{{"p", "s"}, Precondition::absent()}}}, "duplicate_key"},
  };
  for (const Row& row : rows) {
    const auto result = check_transaction(row.transaction);
    EXPECT_EQ(code_of(result), row.code) << row.sentence;
    EXPECT_EQ(result.error().kind, ErrorKind::invalid) << row.sentence;
  }
}

TEST(StorageRules, LoadsAndRangesAreBounded) {
  EXPECT_EQ(code_of(check_load(std::vector<StorageKey>(100, {"p", "s"}))), "fine");
  EXPECT_EQ(code_of(check_load(std::vector<StorageKey>(101, {"p", "s"}))), "too_many_keys");
  EXPECT_EQ(code_of(check_load({{"p", ""}})), "invalid_key");
  EXPECT_EQ(code_of(check_load({})), "fine");
  EXPECT_EQ(code_of(check_range({"p", "", "", false, 1000})), "fine");
  EXPECT_EQ(code_of(check_range({"p", "", "", true, 1001})), "invalid_range");
  EXPECT_EQ(code_of(check_range({"p", "", "", false, 0})), "invalid_range");
  EXPECT_EQ(code_of(check_range({"", "", "", false, 100})), "invalid_key");
  EXPECT_EQ(code_of(check_range({"p", std::string(1025, 'f'), "", false, 100})), "invalid_key");
  EXPECT_EQ(code_of(check_range({"p", "", std::string(1025, 't'), false, 100})), "invalid_key");
}

TEST(StorageRules, TheLargestRecordIsRefusedByItsEncodedSize) {
  const auto of_size = [](std::size_t size) {
    const StorageWrite write{{"p", "s"}, BlobRecord{std::string(size, 'x')}, Precondition::none(), std::nullopt};
    return encode_bounded(StorageTransaction{{write}, {}});
  };
  const std::size_t frame = of_size(0)->front().size();
  EXPECT_TRUE(of_size(max_record_bytes - frame).has_value());
  const auto larger = of_size(max_record_bytes - frame + 1);
  ASSERT_FALSE(larger.has_value());
  EXPECT_EQ(larger.error().code, "record_too_large");
}

TEST(StorageRules, APreconditionHoldsOrNot) {
  const std::optional<std::int64_t> none;
  const std::optional<std::int64_t> two = 2;
  EXPECT_TRUE(holds(Precondition::none(), none));
  EXPECT_TRUE(holds(Precondition::none(), two));
  EXPECT_TRUE(holds(Precondition::absent(), none));
  EXPECT_FALSE(holds(Precondition::absent(), two));
  EXPECT_FALSE(holds(Precondition::exists(), none));
  EXPECT_TRUE(holds(Precondition::exists(), two));
  EXPECT_TRUE(holds(Precondition::at(2), two));
  EXPECT_FALSE(holds(Precondition::at(1), two));
  EXPECT_FALSE(holds(Precondition::at(0), none)) << "version 0 does not mean absent";
}

TEST(StorageRules, AnswersNameTheKeyWithoutItsOddBytes) {
  const Error error = precondition_failed({"clúster", std::string("a\0\n", 3) + std::string(500, 'z')});
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.code, "precondition_failed");
  EXPECT_NE(error.message.en.find("cl??ster/a??z"), std::string::npos) << error.message.en;
  EXPECT_LT(error.message.es.size(), 300U);
  EXPECT_EQ(store_unavailable("x").kind, ErrorKind::unavailable);
  EXPECT_EQ(store_outcome_unknown("x").kind, ErrorKind::transient);
}

}  // namespace
}  // namespace nss
