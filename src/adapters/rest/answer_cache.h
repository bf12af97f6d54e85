// Large answers that were already written from the same inputs: the week of a thousand namespaces is written and compressed
// once for each of its versions, and then only sent. Any thread.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/http_server/http_message.h"

namespace nss {

class AnswerCache {
 public:
  explicit AnswerCache(std::size_t most_bytes = std::size_t{64} << 20U) : most_bytes_(most_bytes) {}

  // The answer that `make` gives for these inputs (compared by identity, and held with the answer) and question. What was not
  // asked for longest goes first; an answer that alone is larger than the bound is made each time. Two threads that miss at the
  // same time both make it.
  HttpResponse answer(const std::shared_ptr<const void>& inputs, const std::string& question,
                      const std::function<HttpResponse()>& make);

 private:
  struct Entry {
    std::shared_ptr<const void> inputs;
    std::string question;
    HttpResponse response;  // its text is shared_body
  };
  std::size_t most_bytes_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // guarded by mutex_, as bytes_ is; the last asked for first
  std::size_t bytes_ = 0;
};

}  // namespace nss
