// How operations are laid out in transactions.
#include "app/operation_store.h"

#include <gtest/gtest.h>

#include <set>

#include "app/ledger.h"

namespace nss {
namespace {

std::vector<IntentEntry> intent_of(std::size_t count) {
  std::vector<IntentEntry> intent;
  for (std::size_t i = 0; i < count; ++i) intent.push_back(IntentEntry{WorkloadKind::deployment, std::to_string(i), "u", 1});
  return intent;
}

OperationRecord operation(const std::string& id) {
  OperationRecord record;
  record.id = id;
  record.ns = "pagos";
  record.requested_at = Seconds(std::chrono::seconds(1'795'000'000));
  return record;
}

// Every transaction within the bound, every key once in it, all entries somewhere, the header last.
void expect_sound(const std::vector<StorageTransaction>& chunks, const StorageTransaction& header, std::size_t entries) {
  std::size_t seen = 0;
  auto all = chunks;
  all.push_back(header);
  for (const auto& transaction : all) {
    EXPECT_LE(transaction.writes.size() + transaction.checks.size(), max_transaction_items);
    std::set<StorageKey> keys;
    for (const auto& write : transaction.writes) {
      EXPECT_TRUE(keys.insert(write.key).second);
      if (const auto* chunk = std::get_if<IntentChunk>(&*write.record)) {
        EXPECT_LE(chunk->entries.size(), chunk_workloads);
        seen += chunk->entries.size();
      }
      if (const auto* chunk = std::get_if<OutcomeChunk>(&*write.record)) seen += chunk->entries.size();
    }
  }
  EXPECT_EQ(seen, entries);
  EXPECT_TRUE(std::holds_alternative<OperationRecord>(*header.writes.at(0).record));
}

TEST(OperationStore, IntentsOfEverySizeFitTheTransactions) {
  const StorageKeys keys("local");
  NamespaceRecord ns;
  ns.name = "pagos";
  const OperationRecord older = operation("op_1");
  const OperationRecord newer = operation("op_2");
  for (const std::size_t count : {0U, 1U, 100U, 101U, 1'200U, 1'800U, 1'801U, 20'000U}) {
    SCOPED_TRACE(count);
    const auto writes = start_writes(keys, StartContent{newer, intent_of(count), ns, 3, &older});
    expect_sound(writes.chunks, writes.header, count);
    EXPECT_EQ(writes.header.writes.at(writes.namespace_index).condition.version, 3);
    EXPECT_EQ(writes.header.writes.at(writes.header_index).condition.kind, Precondition::Kind::absent);
  }
}

TEST(OperationStore, OutcomesAndLateRecordsToo) {
  const StorageKeys keys("local");
  NamespaceRecord ns;
  ns.name = "pagos";
  std::vector<WorkloadOutcome> outcomes(2'500);
  const auto result = result_writes(keys, operation("op_1"), outcomes, ns, 1);
  expect_sound(result.chunks, result.header, outcomes.size());
  const auto late = late_writes(keys, SpooledOperation{operation("op_1"), outcomes}, ns, 0, {});
  expect_sound(late.chunks, late.header, outcomes.size());
  EXPECT_TRUE(std::get<OperationRecord>(*late.header.writes.at(0).record).late);
  const auto known = late_writes(keys, SpooledOperation{operation("op_1"), {}}, std::nullopt, 0, {});
  EXPECT_EQ(known.header.writes.size(), 3U) << "header and pointers, the namespace's record stays";
}

TEST(OperationStore, TheListsOrderOneSecondByTheNumber) {
  const StorageKeys keys("local");
  OperationRecord first = operation("op_b");
  OperationRecord second = operation("op_a");
  first.number = 9;
  second.number = 10;
  EXPECT_LT(keys.log(first).sort, keys.log(second).sort);
  EXPECT_LT(keys.namespace_log(first).sort, keys.namespace_log(second).sort);
}

TEST(Ledger, OneJobANamespaceAndTheRestWaitInOrder) {
  Ledger ledger;
  std::vector<int> order;
  std::vector<std::string> freed;
  ledger.on_free([&](const std::string& ns) { freed.push_back(ns); });
  EXPECT_TRUE(ledger.acquire("pagos", [&] { order.push_back(1); }));
  EXPECT_TRUE(ledger.acquire("pagos", [&] { order.push_back(2); }));
  EXPECT_TRUE(ledger.acquire("otro", [&] { order.push_back(3); }));
  EXPECT_EQ(order, (std::vector<int>{1, 3}));
  EXPECT_TRUE(ledger.busy("pagos"));
  ledger.call_when_free("pagos");
  ledger.release("pagos");
  EXPECT_EQ(order, (std::vector<int>{1, 3, 2}));
  ledger.release("pagos");
  ledger.release("otro");
  EXPECT_TRUE(ledger.idle());
  EXPECT_EQ(freed, std::vector<std::string>{"pagos"});
}

TEST(Ledger, TheQueueOfANamespaceIsBounded) {
  Ledger ledger;
  int accepted = 0;
  for (int i = 0; i < 200; ++i) accepted += ledger.acquire("pagos", [] {}) ? 1 : 0;
  EXPECT_EQ(accepted, 65) << "one at work and 64 waiting";
}

}  // namespace
}  // namespace nss
