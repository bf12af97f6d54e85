// All that it takes to speak with DynamoDB: a thread with its HTTP, who we are, and the client on both. Made and ended in the
// right order, so that nobody else need know it. Any thread but its own.
#pragma once

#include <memory>
#include <string>

#include "adapters/aws/environment.h"
#include "adapters/dynamodb/dynamodb_client.h"

namespace nss {

// Where DynamoDB is and as whom we come.
struct DynamoDbAccess {
  DynamoDbOptions client;
  AwsEnvironment environment;
  std::string user_agent = "namespace-scheduler";
};

class DynamoDbConnection {
 public:
  // `clock` is the machine's own; both outlive this.
  DynamoDbConnection(const DynamoDbAccess& access, const Clock& clock, Metrics& metrics)
      : loop_(CurlLoopOptions{access.user_agent, static_cast<long>(access.client.most_in_flight)}),
        credentials_(CredentialSource::make(loop_, access.environment, clock)),
        client_(loop_, *credentials_, clock, metrics, access.client) {}
  ~DynamoDbConnection() { stop(); }
  DynamoDbConnection(const DynamoDbConnection&) = delete;
  DynamoDbConnection& operator=(const DynamoDbConnection&) = delete;

  CurlLoop& loop() { return loop_; }
  DynamoDbClient& client() { return client_; }  // of the loop's thread
  const CredentialSource& credentials() const { return *credentials_; }

  // For commands that run alone: the caller waits.
  DynamoDbClient::Answer ask(DynamoRequest request);

  // Waits until nothing runs any more; as often as one likes.
  void stop() {
    loop_.stop();
    credentials_->stop();
  }

 private:
  CurlLoop loop_;
  std::unique_ptr<CredentialSource> credentials_;
  DynamoDbClient client_;
};

}  // namespace nss
