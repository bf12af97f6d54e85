// Calls to DynamoDB's HTTP interface: signed, bounded, checked, and made again as docs/dynamodb.md says. One call is one answer.
// Each attempt is signed anew, with the credentials and the time of then. The service's clock is the one that counts.
//
// Thread: everything on the loop's, the destructor on any after the loop has stopped.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>

#include "adapters/aws/credential_source.h"
#include "adapters/aws/service_clock.h"
#include "adapters/aws/signature_v4.h"
#include "adapters/dynamodb/fault_codec.h"
#include "adapters/dynamodb/request_codec.h"
#include "adapters/dynamodb/retry.h"
#include "adapters/http_client/curl_loop.h"
#include "base/metrics.h"
#include "ports/clock.h"

namespace nss {

struct DynamoDbOptions {
  std::string endpoint;  // https://dynamodb.us-east-1.amazonaws.com
  std::string region;
  std::size_t most_in_flight = 32;
  std::size_t most_waiting = 10'000;  // one more is answered at once
  std::chrono::milliseconds connect_timeout{1'000};
  std::chrono::milliseconds attempt_timeout{3'000};
  std::chrono::milliseconds deadline{8'000};  // no attempt begins later; a hanging transaction ends after five seconds
};

class DynamoDbClient {
 public:
  using Answer = tl::expected<std::string, DynamoFault>;  // the body
  using Done = std::function<void(Answer)>;

  // `clock` is the machine's own, never a simulated one. All outlive this.
  DynamoDbClient(CurlLoop& loop, CredentialSource& credentials, const Clock& clock, Metrics& metrics, DynamoDbOptions options);

  void call(DynamoRequest request, Done done);

 private:
  struct Call {
    DynamoRequest request;
    Done done;
    Attempts attempts;
    Mono began{};
    bool may_have_happened = false;  // in any of its attempts
    std::string key_id;              // whose credentials the last attempt had
    bool lost_connection = false;    // in the last attempt
  };
  using CallPtr = std::shared_ptr<Call>;

  void pump();
  void attempt(const CallPtr& call);
  void send(const CallPtr& call, const AwsCredentials& credentials);
  void take(const CallPtr& call, Result<ClientResponse> response);
  void failed(const CallPtr& call, DynamoFault fault);
  void finish(const CallPtr& call, Answer answer);

  CurlLoop& loop_;
  CredentialSource& credentials_;
  const Clock& clock_;
  Metrics& metrics_;
  const DynamoDbOptions options_;
  SignerV4 signer_;
  RetryBucket bucket_;
  std::minstd_rand random_;
  ServiceClock service_clock_;
  std::deque<CallPtr> waiting_;
  std::size_t in_flight_ = 0;
  bool pumping_ = false;
};

}  // namespace nss
