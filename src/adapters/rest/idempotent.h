// Idempotency-Key (API.md 1.7), once around every POST: what was answered is answered again, what was done is not done
// again. The application keeps keys and answers; here they are read from requests and made into answers.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "adapters/rest/exchange.h"

namespace nss {

// Two requests with the same id are of one caller and one key; the same fingerprint: they ask for the same, with the body
// taken as a JSON value (order of members and white space do not count).
IdempotencyToken idempotency_token(const Caller& caller, std::string_view key, const HttpRequest& request, std::string_view path);

// What is kept of an answer; its status is 0 for what is to be tried anew (401, 429, 5xx).
StoredAnswer to_stored(const HttpResponse& response);

// Answers from what is known of the key, or hands over to `handle` with the key in the exchange.
void answer_once(const ExchangePtr& exchange, const IdempotencyToken& token, std::function<void(const ExchangePtr&)> handle);

}  // namespace nss
