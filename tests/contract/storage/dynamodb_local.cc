#include "dynamodb_local.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "adapters/dynamodb/table_setup.h"
#include "base/check.h"

namespace nss {

DynamoDbLocalServer::DynamoDbLocalServer() {
  int input[2];
  int output[2];
  NSS_CHECK(pipe2(input, O_CLOEXEC) == 0 && pipe2(output, O_CLOEXEC) == 0);
  child_ = fork();
  NSS_CHECK(child_ >= 0);
  if (child_ == 0) {
    dup2(input[0], STDIN_FILENO);
    dup2(output[1], STDOUT_FILENO);
    execl("scripts/dynamodb-local", "scripts/dynamodb-local", "0", nullptr);
    _exit(127);
  }
  close(input[0]);
  close(output[1]);
  hold_ = input[1];
  std::string port;
  for (char c = 0; read(output[0], &c, 1) == 1 && c != '\n';) port += c;
  close(output[0]);
  NSS_CHECK(!port.empty());  // scripts/setup test brings what is missing
  endpoint_ = "http://127.0.0.1:" + port;
}

DynamoDbLocalServer::~DynamoDbLocalServer() {
  close(hold_);
  waitpid(child_, nullptr, 0);
}

namespace {

void make_tables(DynamoDbConnection& connection, const TableNames& tables) {
  TableSetup setup(connection, tables, std::chrono::milliseconds(20));
  const auto steps = setup.plan();
  NSS_CHECK(steps.has_value());
  NSS_CHECK(setup.apply(*steps, [](const SetupStep&) {}).has_value());
}

}  // namespace

const std::string& dynamodb_local_endpoint() {
  static const DynamoDbLocalServer server;
  return server.endpoint();
}

TableNames dynamodb_local_tables(const std::string& prefix) {
  return {prefix + "_activity", prefix + "_permissions", prefix + "_metrics", prefix + "_state"};
}

DynamoDbAccess dynamodb_local_access() {
  DynamoDbAccess access;
  access.client.endpoint = dynamodb_local_endpoint();
  access.client.region = "us-east-1";
  access.client.attempt_timeout = std::chrono::seconds(30);  // a busy machine is no fault
  access.client.deadline = std::chrono::seconds(40);
  access.environment.access_key_id = "AKIDEXAMPLE";
  access.environment.secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  return access;
}

std::unique_ptr<DynamoDbStorage> open_dynamodb_local(const std::string& prefix, const Clock& clock, Metrics& metrics) {
  static std::set<std::string> made;
  auto connection = std::make_shared<DynamoDbConnection>(dynamodb_local_access(), clock, metrics);
  const TableNames tables = dynamodb_local_tables(prefix);
  if (made.insert(prefix).second) make_tables(*connection, tables);
  return std::make_unique<DynamoDbStorage>(std::move(connection), tables);
}

}  // namespace nss
