// Pages of a list that were already made from the present snapshot: a list that hundreds of screens ask for again and again
// is written once for each snapshot, question and language, and then only sent. What comes from an older snapshot is dropped
// with the first question about a newer one. Any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/http_server/http_message.h"

namespace nss {

class ListCache {
 public:
  static constexpr std::size_t most_pages = 64;  // of one snapshot; further ones are made each time

  // The answer that `make` gives for this snapshot (compared by identity, and held until another one comes) and question.
  // Two threads that miss at the same time both make it.
  HttpResponse answer(const std::shared_ptr<const void>& snapshot, const std::string& question,
                      const std::function<HttpResponse()>& make);

 private:
  std::mutex mutex_;
  std::shared_ptr<const void> snapshot_;       // guarded by mutex_, as pages_ is
  std::map<std::string, HttpResponse> pages_;  // their text is shared_body
};

}  // namespace nss
