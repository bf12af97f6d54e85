#include "adapters/rest/answer_cache.h"

#include <algorithm>
#include <utility>

namespace nss {

HttpResponse AnswerCache::answer(const std::shared_ptr<const void>& inputs, const std::string& question,
                                 const std::function<HttpResponse()>& make) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.inputs == inputs && entry.question == question; });
    if (found != entries_.end()) {
      entries_.splice(entries_.begin(), entries_, found);
      return found->response;
    }
  }
  HttpResponse made = make();
  made.shared_body = std::make_shared<const std::string>(std::exchange(made.body, {}));
  const std::size_t size = made.shared_body->size();
  if (size > most_bytes_) return made;
  std::list<Entry> dropped;  // freed without the lock
  const std::lock_guard lock(mutex_);
  entries_.push_front({inputs, question, made});
  bytes_ += size;
  while (bytes_ > most_bytes_) {
    bytes_ -= entries_.back().response.shared_body->size();
    dropped.splice(dropped.begin(), entries_, std::prev(entries_.end()));
  }
  return made;
}

}  // namespace nss
