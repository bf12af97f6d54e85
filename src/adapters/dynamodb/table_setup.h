// What the four tables should be and are not (SPEC 12): looks at them, says what would be done, does it. For commands that
// run alone (init-dynamodb) and for the look at the start of the server; blocks its caller, who is not the loop's thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "adapters/dynamodb/dynamodb_connection.h"
#include "adapters/dynamodb/setup_codec.h"

namespace nss {

struct SetupStep {
  enum class Kind : std::uint8_t {
    change,    // `request` does it
    note,      // it is as it is and works: nothing is done
    conflict,  // it cannot work and is not ours to change: somebody decides
  };
  Kind kind = Kind::change;
  Table table = Table::state;
  std::string what;       // "create the index cost-center-timestamp-index"
  DynamoRequest request;  // of a change
};

class TableSetup {
 public:
  // The connection outlives this. `poll`: how often a table that is being made is looked at.
  TableSetup(DynamoDbConnection& connection, TableNames names, std::chrono::milliseconds poll = std::chrono::seconds(2))
      : connection_(connection), names_(std::move(names)), poll_(poll) {}

  // Empty: everything is as it should be. Errors: store_unavailable (no answer now), store_refuses (rights, credentials), bad_answer.
  Result<std::vector<SetupStep>> plan();
  // Does the changes in order and waits after each until its table and indexes work again; `told` hears of each before it is
  // done. At most `longest` for one of them. Errors: as above; store_setup_conflict when the plan has a conflict.
  Result<void> apply(const std::vector<SetupStep>& steps, const std::function<void(const SetupStep&)>& told,
                     std::chrono::seconds longest = std::chrono::minutes(30));
  // What a server needs and does not have, in one sentence; empty: everything. Reads only.
  Result<std::string> missing();

 private:
  Result<void> look(Table table, std::vector<SetupStep>& steps);
  Result<void> look_at_extras(Table table, std::vector<SetupStep>& steps);
  Result<std::optional<TableDescription>> describe(Table table);
  // Of a change that failed: when only its answer was lost (curl repeats by itself what a kept connection lost), its repetition is
  // refused because it is done. The table tells.
  bool is_done(const SetupStep& step);
  // Asks once more for as long as the service is not ready for it: backups of a table that has just been made.
  DynamoDbClient::Answer ask_when_ready(const DynamoRequest& request, std::chrono::seconds longest);
  Result<void> wait_until_active(Table table, std::chrono::seconds longest);
  void pause();

  DynamoDbConnection& connection_;
  const TableNames names_;
  const std::chrono::milliseconds poll_;
};

}  // namespace nss
