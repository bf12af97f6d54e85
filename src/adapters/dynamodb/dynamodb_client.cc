#include "adapters/dynamodb/dynamodb_client.h"

#include <fmt/core.h>

#include <utility>

#include "base/log.h"

namespace nss {
namespace {

constexpr std::size_t longest_answer = std::size_t{64} << 20;  // 16 MB of items, each character perhaps escaped

DynamoFault own_fault(FaultClass kind, const std::string& name, const std::string& message) {
  DynamoFault fault;
  fault.kind = kind;
  fault.name = name;
  fault.message = message;
  return fault;
}

// The credentials' source has its own retries: what it could not get now, another attempt of ours does not get either.
DynamoFault without_credentials(const Error& error) { return own_fault(FaultClass::permanent, error.code, error.message.en); }

}  // namespace

DynamoDbClient::DynamoDbClient(CurlLoop& loop, CredentialSource& credentials, const Clock& clock, Metrics& metrics,
                               DynamoDbOptions options)
    : loop_(loop),
      credentials_(credentials),
      clock_(clock),
      metrics_(metrics),
      options_(std::move(options)),
      signer_({options_.region, "dynamodb"}),
      random_(std::random_device()()),
      service_clock_(clock, "DynamoDB") {}

void DynamoDbClient::call(DynamoRequest request, Done done) {
  if (waiting_.size() >= options_.most_waiting) {
    return done(tl::make_unexpected(own_fault(FaultClass::throttled, "too_many_waiting", "too many calls wait for DynamoDB")));
  }
  auto call = std::make_shared<Call>();
  call->request = std::move(request);
  call->done = std::move(done);
  call->began = clock_.mono();
  waiting_.push_back(std::move(call));
  pump();
}

// Not from within itself: an attempt may fail at once, and ten thousand that wait would be as many frames of the stack.
void DynamoDbClient::pump() {
  if (pumping_) return;
  pumping_ = true;
  while (in_flight_ < options_.most_in_flight && !waiting_.empty()) {
    const CallPtr call = std::move(waiting_.front());
    waiting_.pop_front();
    ++in_flight_;
    attempt(call);
  }
  pumping_ = false;
}

void DynamoDbClient::attempt(const CallPtr& call) {
  ++call->attempts.made;
  credentials_.get([this, call](Result<AwsCredentials> credentials) {
    if (!credentials) {
      --in_flight_;
      return failed(call, without_credentials(credentials.error()));
    }
    send(call, *credentials);
  });
}

void DynamoDbClient::send(const CallPtr& call, const AwsCredentials& credentials) {
  ClientRequest request;
  request.method = "POST";
  request.url = options_.endpoint + "/";
  request.headers = {"Content-Type: application/x-amz-json-1.0", "X-Amz-Target: DynamoDB_20120810." + call->request.operation};
  request.body = call->request.body;
  request.connect_timeout = options_.connect_timeout;
  request.total_timeout = options_.attempt_timeout;
  request.max_body = longest_answer;
  request.fresh_connection = call->lost_connection;
  call->key_id = credentials.access_key_id;
  signer_.sign(request, credentials, service_clock_.now());
  loop_.send(std::move(request), [this, call](Result<ClientResponse> response) {
    --in_flight_;
    take(call, std::move(response));
  });
}

void DynamoDbClient::take(const CallPtr& call, Result<ClientResponse> response) {
  call->lost_connection = !response;
  if (!response) return failed(call, fault_of(response.error()));
  service_clock_.learn(*response);
  if (!intact(*response)) {
    DynamoFault fault = own_fault(FaultClass::transient, "checksum_mismatch", "an answer did not arrive as it was sent");
    fault.may_have_happened = true;
    return failed(call, std::move(fault));
  }
  if (response->status != 200) return failed(call, fault_of(*response));
  bucket_.succeeded();
  finish(call, std::move(response->body));
}

void DynamoDbClient::failed(const CallPtr& call, DynamoFault fault) {
  if (fault.kind != FaultClass::condition) ++metrics_.dynamodb_faults.at({to_string(fault.kind)});
  call->may_have_happened |= fault.may_have_happened;
  call->attempts.spent = clock_.mono() - call->began;
  if (fault.kind == FaultClass::credentials) credentials_.invalidate(call->key_id);
  const double chance = std::uniform_real_distribution<double>(0.0, 1.0)(random_);
  const auto wait = next_attempt(fault, call->attempts, options_.deadline, chance);
  if (!wait || !bucket_.take(fault.kind)) {
    fault.may_have_happened = call->may_have_happened && fault.kind != FaultClass::condition;
    return finish(call, tl::make_unexpected(std::move(fault)));
  }
  call->attempts.of_credentials += fault.kind == FaultClass::credentials ? 1 : 0;
  call->attempts.of_clock += fault.kind == FaultClass::clock ? 1 : 0;
  log::debug("dynamodb call is made again", {{"operation", call->request.operation}, {"fault", fault.name}});
  loop_.after(*wait, [this, call] {
    waiting_.push_front(call);
    pump();
  });
  pump();
}

void DynamoDbClient::finish(const CallPtr& call, Answer answer) {
  call->done(std::move(answer));
  pump();
}

}  // namespace nss
