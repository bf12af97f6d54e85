// One request on its way through the API: what was asked, by whom, in which language, and the one place through which its
// answer leaves. Handlers are free functions over it. Shared, because answers come later and from another thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/http_server/http_server.h"
#include "adapters/rest/answer_cache.h"
#include "adapters/rest/caller.h"
#include "adapters/rest/events.h"
#include "adapters/rest/json_writer.h"
#include "adapters/rest/language.h"
#include "adapters/rest/list_cache.h"
#include "adapters/rest/problem.h"
#include "adapters/rest/query.h"
#include "app/application.h"
#include "base/metrics.h"

namespace nss {

// What all exchanges share.
struct RestServices {
  Application& application;
  Metrics& metrics;
  std::function<std::string()> new_incident;
  std::chrono::milliseconds event_beat{10'000};  // a comment when there was no event for so long
  std::shared_ptr<ListCache> lists = std::make_shared<ListCache>();
  std::shared_ptr<AnswerCache> weeks = std::make_shared<AnswerCache>();
  std::shared_ptr<EventTexts> events = std::make_shared<EventTexts>();
};

class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(const RestServices& shared, HttpRequest asked, HttpReply answer)
      : services(shared), request(std::move(asked)), reply_(std::move(answer)) {}

  const RestServices& services;
  HttpRequest request;
  Language language = Language::es;
  Caller caller;
  std::vector<std::string> parameters;  // of the path, decoded: {namespace}, {id}
  Query query;
  bool api = true;  // below /api: never stored by caches
  // A fresh Idempotency-Key: the answer, whichever it is, is given to the application to keep (idempotent.h).
  std::optional<IdempotencyToken> idempotency;

  CommandContext command() const { return {caller.user_id, true, idempotency}; }  // who asks, for every command
  std::string route = "unknown";  // the pattern that matched, for the metrics: bounded, whatever is asked for

  // Complete answers. `write` writes the value of `data`.
  HttpResponse success(Text message, const std::function<void(JsonWriter&)>& write, int status = 200) const;
  HttpResponse problem(const Problem& problem) const;
  HttpResponse problem(const Error& error) const { return problem(to_problem(error)); }
  static HttpResponse plain(std::string body, const char* type = "text/plain; charset=utf-8");

  // Sends it, with the headers that all answers have. Once.
  void finish(HttpResponse response);

  // A reply for the application: what it answers with is turned into JSON by `encode` on the server's thread.
  template <typename T>
  Reply<T> answer_with(std::function<HttpResponse(const Exchange&, const T&)> encode) {
    return [self = shared_from_this(), encode = std::move(encode)](Result<T> result) {
      auto kept = std::make_shared<const Result<T>>(std::move(result));
      // A response is rendered when it is written, thus never for somebody who hung up; one that is kept must not wait.
      if (self->idempotency) return self->finish(kept->has_value() ? encode(*self, **kept) : self->problem(kept->error()));
      HttpResponse later;
      later.render = [self, encode, kept] {
        return self->complete(kept->has_value() ? encode(*self, **kept) : self->problem(kept->error()));
      };
      self->reply_(std::move(later));
    };
  }

 private:
  HttpResponse complete(HttpResponse response) const;
  void measure(int status) const;

  HttpReply reply_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

using ExchangePtr = std::shared_ptr<Exchange>;

}  // namespace nss
