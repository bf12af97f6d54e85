#include "domain/object_names.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace nss {
namespace {

using Fault = std::optional<std::size_t>;
struct Row {
  std::string text;
  Fault fault;
};

TEST(ObjectNames, OfWorkloadsAreDnsSubdomains) {
  const std::vector<Row> rows = {{"web", {}},
                                 {"web.v2", {}},
                                 {"0-a", {}},
                                 {"", 0},
                                 {"Web", 0},
                                 {"-web", 0},
                                 {"web-", 4},
                                 {"web.", 4},
                                 {"we..b", 3},
                                 {"we.-b", 3},
                                 {"we-.b", 3},
                                 {"w_b", 1},
                                 {"mañana", 2},
                                 {"a--b", {}},
                                 {std::string(253, 'a'), {}},
                                 {std::string(254, 'a'), 253}};
  for (const Row& row : rows) EXPECT_EQ(subdomain_fault(row.text), row.fault) << row.text;
}

TEST(ObjectNames, KeysMayHaveAPrefix) {
  const std::vector<Row> rows = {{"team", {}},
                                 {"Team_1.x-y", {}},
                                 {"example.com/team", {}},
                                 {"", 0},
                                 {"/team", 0},
                                 {"example.com/", 12},
                                 {"example.com/a/b", 13},
                                 {"exam ple.com/a", 4},
                                 {"team-", 5},
                                 {"_team", 0},
                                 {"te am", 2},
                                 {std::string(63, 'a'), {}},
                                 {"x/" + std::string(64, 'a'), 65}};
  for (const Row& row : rows) {
    EXPECT_EQ(metadata_key_fault(row.text, true), row.fault) << row.text;
    EXPECT_EQ(metadata_key_fault(row.text, false), row.fault) << row.text;
  }
  EXPECT_EQ(metadata_key_fault("Example.com/team", true), Fault());
  EXPECT_EQ(metadata_key_fault("Example.com/team", false), Fault(0));
}

TEST(ObjectNames, LabelValuesMayBeEmpty) {
  const std::vector<Row> rows = {{"", {}},
                                 {"a", {}},
                                 {"A.b_c-1", {}},
                                 {"-a", 0},
                                 {"a-", 2},
                                 {"a b", 1},
                                 {"a/b", 1},
                                 {std::string(63, '1'), {}},
                                 {std::string(64, '1'), 63}};
  for (const Row& row : rows) EXPECT_EQ(label_value_fault(row.text), row.fault) << row.text;
}

}  // namespace
}  // namespace nss
