#include "adapters/records/record_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "ports/storage.h"
#include "support/generators.h"

namespace nss {
namespace {

Seconds at(std::int64_t seconds) { return Seconds(std::chrono::seconds(seconds)); }

rc::Gen<SpooledOperation> arbitrary_spooled() {
  return rc::gen::construct<SpooledOperation>(
      arbitrary_operation_record(),
      rc::gen::resize(10, rc::gen::container<std::vector<WorkloadOutcome>>(arbitrary_workload_outcome())));
}

RC_GTEST_PROP(RecordCodec, EveryRecordComesBackAsItWas, ()) {
  const Record record = *arbitrary_record();
  const auto back = decode(encode(record));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == record);
}

RC_GTEST_PROP(RecordCodec, EverySpooledOperationComesBackAsItWas, ()) {
  const SpooledOperation entry = *arbitrary_spooled();
  const auto back = decode_spooled(encode_spooled(entry));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == entry);
}

RC_GTEST_PROP(RecordCodec, ATornOrDamagedRecordIsAnErrorOrARecordNeverACrash, ()) {
  std::string text = encode(*arbitrary_record());
  const auto place = *rc::gen::inRange<std::size_t>(0, text.size());
  const bool cut = *rc::gen::arbitrary<bool>();
  if (cut) {
    text.resize(place);
  } else {
    text[place] = *rc::gen::arbitrary<char>();
  }
  const auto back = decode(text);
  RC_ASSERT(!cut || !back);
  if (!back) RC_ASSERT(back.error().code == "corrupt_record" || back.error().code == "newer_record");
}

// The names that stand in stores: changing one of them needs a new version.
TEST(RecordCodec, TheTextOfEachRecordStaysAsItIs) {
  const std::pair<Record, std::string> rows[] = {
      {ClusterBinding{"uid-1", "pruebas", at(1)},
       R"({"t":"cluster_binding","v":1,"cluster_uid":"uid-1","cluster_name":"pruebas","bound_at":1})"},
      {MetricsSample{at(60), 4, 1, 2, 3, 5, 9, 6, {7, 2}, 8, 1, {{"CC-1", 60}}},
       R"({"t":"metrics_sample","v":1,"at":60,"active":4,"inactive":1,"off_hours":2,"operations":3,"refusals":5,"requests":9,)"
       R"("errors":6,"durations":[7,2],"tasks":8,"tasks_failed":1,"avoided":[{"cost_center":"CC-1","seconds":60}]})"},
      {NamespaceRecord{"pagos",
                       "u",
                       7,
                       at(2),
                       true,
                       {StandingKind::person_on, at(3), at(4), "op_1", "ana", "cc"},
                       "op_2",
                       Direction::off,
                       false,
                       "d",
                       at(5),
                       "op_3",
                       2,
                       Contested{"argocd", "Deployment/web", at(6), "d"},
                       at(7)},
       R"({"t":"namespace","v":1,"name":"pagos","uid":"u","seq":7,"managed_since":2,"adopted_asleep":true,"standing":{)"
       R"("kind":"person_on","since":3,"until":4,"operation_id":"op_1","actor":"ana","cost_center":"cc"},)"
       R"("operation_id":"op_2","direction":"off","finished":false,"decision_id":"d","decided_at":5,)"
       R"("off_operation_id":"op_3","off_intent_chunks":2,"contested":{"manager":"argocd","workload":"Deployment/web",)"
       R"("since":6,"decision_id":"d"},"state_since":7})"},
      {OperationRecord{},
       R"({"t":"operation","v":1,"id":"","namespace":"","namespace_uid":"","type":"auto_shutdown","trigger":"schedule",)"
       R"("direction":"off","task_id":"","decision_id":"","cost_center":"","requested_by":"","approved_by":"","user_id":"",)"
       R"("reason":"","status":"running","changed":false,"dry_run":false,"late":false,"requested_at":0,"error_message":"",)"
       R"("number":0,"wake_at_least_one":false,"workload_count":0,"intent_chunks":0,"outcome_chunks":0})"},
      {IntentChunk{"op_1", 1, {{WorkloadKind::stateful_set, "db", "u-2", 3}}},
       R"({"t":"intent","v":1,"operation_id":"op_1","index":1,"entries":[{"kind":"StatefulSet","name":"db","uid":"u-2","replicas":3}]})"},
      {OutcomeChunk{"op_1", 0, {{WorkloadKind::deployment, "web", 3, 0, Outcome::patched, "", "«bien»"}}},
       R"({"t":"outcome","v":1,"operation_id":"op_1","index":0,"entries":[{"kind":"Deployment","name":"web","before":3,)"
       R"("after":0,"outcome":"patched","code":"","message":"«bien»"}]})"},
      {OperationPointer{"op_1"}, R"({"t":"operation_pointer","v":1,"operation_id":"op_1"})"},
      {TaskRecord{"shutdown", "Apagado", OperationType::deactivate, "c", "0 20 * * 1-5", "America/Bogota", "*", "cc", true, true,
                  at(1), "system", "completed", 3, 2, 1, at(8), at(9), "e"},
       R"({"t":"task","v":1,"id":"shutdown","title":"Apagado","type":"deactivate","command":"c","schedule":"0 20 * * 1-5",)"
       R"("timezone":"America/Bogota","namespace":"*","cost_center":"cc","enabled":true,"builtin":true,"created_at":1,)"
       R"("created_by":"system","status":"completed","run_count":3,"success_count":2,"error_count":1,"last_run":8,)"
       R"("last_fired":9,"last_error":"e"})"},
      {FiringRecord{"shutdown", at(1), at(2), "claimed", 4},
       R"({"t":"firing","v":1,"task_id":"shutdown","scheduled_at":1,"claimed_at":2,"status":"claimed","skipped":4})"},
      {LocalHolidayRecord{Date(std::chrono::year(2026), std::chrono::July, std::chrono::day(14)), "Puente", "Bridge", at(3),
                          "ana"},
       R"({"t":"local_holiday","v":1,"date":"2026-07-14","name":"Puente","name_en":"Bridge","created_at":3,"created_by":"ana"})"},
      {BlobRecord{"{\"a\":1}\n"}, R"({"t":"blob","v":1,"body":"{\"a\":1}\n"})"},
  };
  for (const auto& [record, text] : rows) {
    EXPECT_EQ(encode(record), text);
    const auto back = decode(text);
    ASSERT_TRUE(back.has_value()) << text << ": " << back.error().message.en;
    EXPECT_TRUE(*back == record) << text;
  }
}

TEST(RecordCodec, ExtremesOfTheNumbersComeBack) {
  NamespaceRecord ns;
  ns.seq = std::numeric_limits<std::int64_t>::max();
  ns.managed_since = at(std::numeric_limits<std::int64_t>::min());
  ns.off_intent_chunks = std::numeric_limits<std::uint32_t>::max();
  TaskRecord task;
  task.run_count = std::numeric_limits<std::uint64_t>::max();
  const IntentChunk chunk{"op", 0, {{WorkloadKind::deployment, "w", "u", std::numeric_limits<int>::max()}}};
  for (const Record& record : {Record(ns), Record(task), Record(chunk)}) {
    const auto back = decode(encode(record));
    ASSERT_TRUE(back.has_value()) << back.error().message.en;
    EXPECT_TRUE(*back == record);
  }
}

TEST(RecordCodec, WhatCouldNotBeReadBackIsMadeReadableWhenItIsWritten) {
  const Record record = OutcomeChunk{"op", 0, {{WorkloadKind::deployment, "web", -3, -1, Outcome::failed, "c", "mala\xFF"}}};
  const auto back = decode(encode(record));
  ASSERT_TRUE(back.has_value()) << back.error().message.en;
  const WorkloadOutcome& outcome = std::get<OutcomeChunk>(*back).entries.front();
  EXPECT_EQ(outcome.message, "mala\xEF\xBF\xBD");
  EXPECT_EQ(outcome.before, 0) << "a count below zero means nothing";
  EXPECT_EQ(outcome.after, 0);
}

struct Refusal {
  const char* sentence;
  std::string text;
  std::string code;
  std::string names;  // what the message must say
};

TEST(RecordCodec, WhatIsNotARecordIsRefusedByName) {
  const std::string intent = R"({"t":"intent","v":1,"operation_id":"op","index":0,"entries":)";
  const std::string binding = R"({"t":"cluster_binding","v":1,"cluster_name":"n","bound_at":)";
  const Refusal rows[] = {
      {"nothing", "", "corrupt_record", "not JSON"},
      {"half a record", R"({"t":"blob","v":1,"bo)", "corrupt_record", "not JSON"},
      {"two records", R"({"t":"blob","v":1,"body":""}{})", "corrupt_record", "not JSON"},
      {"bytes that are not UTF-8", "{\"t\":\"blob\",\"v\":1,\"body\":\"\xFF\"}", "corrupt_record", "not JSON"},
      {"a list", "[]", "corrupt_record", "not an object"},
      {"too deep", "[[[[[[[[[[[[]]]]]]]]]]]]", "corrupt_record", "not JSON"},
      {"no type", R"({"v":1})", "corrupt_record", "t is missing"},
      {"a type that is a number", R"({"t":1,"v":1})", "corrupt_record", "t is missing"},
      {"no version", R"({"t":"blob","body":""})", "corrupt_record", "v is missing"},
      {"a version that is text", R"({"t":"blob","v":"1","body":""})", "corrupt_record", "v is missing"},
      {"version zero", R"({"t":"blob","v":0,"body":""})", "corrupt_record", "v is below 1"},
      {"a later version", R"({"t":"blob","v":2,"other":true})", "newer_record", "v 2"},
      {"a type of a later version", R"({"t":"lease","v":1})", "newer_record", "type lease"},
      {"a date that is none",
       R"({"t":"local_holiday","v":1,"date":"2026-02-30","name":"a","name_en":"","created_at":1,"created_by":"ana"})",
       "corrupt_record", "date is not a date"},
      {"a member is missing", R"({"t":"blob","v":1})", "corrupt_record", "body is missing"},
      {"a member too many", R"({"t":"blob","v":1,"body":"","more":1})", "corrupt_record", "do not know"},
      {"text that is a number", R"({"t":"blob","v":1,"body":1})", "corrupt_record", "body is not a string"},
      {"an instant that is text", binding + R"("1","cluster_uid":"u"})", "corrupt_record", "bound_at"},
      {"an instant with a fraction", binding + R"(1.5,"cluster_uid":"u"})", "corrupt_record", "bound_at"},
      {"an instant out of range", binding + R"(9223372036854775808,"cluster_uid":"u"})", "corrupt_record", "bound_at"},
      {"null for text", binding + R"(1,"cluster_uid":null})", "corrupt_record", "cluster_uid"},
      {"a list that is an object", intent + "{}}", "corrupt_record", "entries is not a list"},
      {"an entry that is a number", intent + "[1]}", "corrupt_record", "entries[0] is not an object"},
      {"a kind that does not exist", intent + R"([{"kind":"Pod","name":"a","uid":"u","replicas":1}]})", "corrupt_record",
       "entries[0].kind"},
      {"a kind that is a number", intent + R"([{"kind":1,"name":"a","uid":"u","replicas":1}]})", "corrupt_record",
       "entries[0].kind is not a string"},
      {"a count below zero", intent + R"([{"kind":"Deployment","name":"a","uid":"u","replicas":-1}]})", "corrupt_record",
       "entries[0].replicas"},
      {"a count above all counts", intent + R"([{"kind":"Deployment","name":"a","uid":"u","replicas":2147483648}]})",
       "corrupt_record", "entries[0].replicas"},
      {"a member too many in an entry", intent + R"([{"kind":"Deployment","name":"a","uid":"u","replicas":1,"x":1}]})",
       "corrupt_record", "entries[0].has members"},
      {"a second entry that is wrong", intent + R"([{"kind":"Deployment","name":"a","uid":"u","replicas":1},{}]})",
       "corrupt_record", "entries[1].kind is missing"},
  };
  for (const Refusal& row : rows) {
    const auto back = decode(row.text);
    ASSERT_FALSE(back.has_value()) << row.sentence;
    EXPECT_EQ(back.error().code, row.code) << row.sentence << ": " << back.error().message.en;
    EXPECT_EQ(back.error().kind, ErrorKind::invalid) << row.sentence;
    EXPECT_NE(back.error().message.en.find(row.names), std::string::npos) << row.sentence << ": " << back.error().message.en;
  }
}

TEST(RecordCodec, EveryMemberIsRequiredAndStrictExceptTheOptionalOnes) {
  const std::string whole = encode(TaskRecord{});
  EXPECT_TRUE(decode(whole).has_value()) << "last_run and last_fired are optional";
  for (const char* member : {"\"enabled\":true", "\"run_count\":0", "\"type\":\"activate\"", "\"builtin\":false"}) {
    const std::size_t place = whole.find(member);
    ASSERT_NE(place, std::string::npos) << member;
    std::string wrong = whole;
    wrong.replace(place, std::string(member).size(), std::string(member).substr(0, std::string(member).find(':')) + ":[]");
    EXPECT_EQ(decode(wrong).error().code, "corrupt_record") << member;
  }
}

TEST(RecordCodec, AnUnknownTypeIsNotRepeatedAtLength) {
  const auto back = decode(R"({"v":1,"t":")" + std::string(1000, 'x') + "\"}");
  ASSERT_FALSE(back.has_value());
  EXPECT_LT(back.error().message.en.size(), 200U);
}

TEST(RecordCodec, TextLongerThanAnyRecordIsNotEvenRead) {
  const auto back = decode(encode(BlobRecord{std::string(max_record_bytes, 'x')}));
  ASSERT_FALSE(back.has_value());
  EXPECT_EQ(back.error().code, "corrupt_record");
}

TEST(RecordCodec, AnotherRecordIsNotASpooledOperation) {
  EXPECT_EQ(decode_spooled(encode(BlobRecord{"x"})).error().code, "corrupt_record");
  EXPECT_EQ(decode_spooled("{").error().code, "corrupt_record");
  EXPECT_EQ(decode_spooled(R"({"t":"spooled_operation","v":9})").error().code, "newer_record");
  EXPECT_EQ(decode_spooled(R"({"t":"spooled_operation","v":1,"outcomes":[]})").error().code, "corrupt_record");
}

TEST(RecordCodec, TheLargestOperationFitsInASpoolEntryAndEachChunkInARecord) {
  const WorkloadOutcome outcome{WorkloadKind::deployment, std::string(253, 'n'), 1, 0, Outcome::failed, "forbidden",
                                std::string(500, 'm')};
  const auto size_of = [&](std::size_t count) { return encode_spooled({{}, std::vector(count, outcome)}).size(); };
  EXPECT_LT(size_of(1) + (max_operation_workloads - 1) * (size_of(2) - size_of(1)), max_spooled_bytes);
  EXPECT_LT(encode(OutcomeChunk{"op", 0, std::vector(chunk_workloads, outcome)}).size(), max_record_bytes);
}

}  // namespace
}  // namespace nss
