#include "adapters/dynamodb/dynamodb_connection.h"

#include <future>
#include <utility>

namespace nss {

DynamoDbClient::Answer DynamoDbConnection::ask(DynamoRequest request) {
  auto promise = std::make_shared<std::promise<DynamoDbClient::Answer>>();
  auto answer = promise->get_future();
  const bool runs = loop_.post([this, promise, request = std::move(request)] {
    client_.call(request, [promise](DynamoDbClient::Answer result) { promise->set_value(std::move(result)); });
  });
  if (!runs) return tl::make_unexpected(fault_of(make_error(ErrorKind::unavailable, "stopping", "the client has stopped")));
  return answer.get();
}

}  // namespace nss
