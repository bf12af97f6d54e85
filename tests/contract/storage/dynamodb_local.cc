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

void make_tables(const DynamoDbStorage::Options& options, const Clock& clock, Metrics& metrics) {
  CurlLoop loop;
  const auto credentials = CredentialSource::make(loop, options.environment, clock);
  DynamoDbClient client(loop, *credentials, clock, metrics, options.client);
  TableSetup setup(loop, client, options.tables, std::chrono::milliseconds(20));
  const auto steps = setup.plan();
  NSS_CHECK(steps.has_value());
  NSS_CHECK(setup.apply(*steps, [](const SetupStep&) {}).has_value());
  loop.stop();
  credentials->stop();
}

}  // namespace

const std::string& dynamodb_local_endpoint() {
  static const DynamoDbLocalServer server;
  return server.endpoint();
}

DynamoDbStorage::Options dynamodb_local_options(const std::string& prefix) {
  DynamoDbStorage::Options options;
  options.tables = {prefix + "_activity", prefix + "_permissions", prefix + "_metrics", prefix + "_state"};
  options.client.endpoint = dynamodb_local_endpoint();
  options.client.region = "us-east-1";
  options.client.attempt_timeout = std::chrono::seconds(30);  // a busy machine is no fault
  options.client.deadline = std::chrono::seconds(40);
  options.environment.access_key_id = "AKIDEXAMPLE";
  options.environment.secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  return options;
}

std::unique_ptr<DynamoDbStorage> open_dynamodb_local(const std::string& prefix, const Clock& clock, Metrics& metrics) {
  static std::set<std::string> made;
  DynamoDbStorage::Options options = dynamodb_local_options(prefix);
  if (made.insert(prefix).second) make_tables(options, clock, metrics);
  return std::make_unique<DynamoDbStorage>(std::move(options), clock, metrics);
}

}  // namespace nss
