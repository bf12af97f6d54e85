#include "adapters/rest/list_cache.h"

#include <utility>

namespace nss {

HttpResponse ListCache::answer(const std::shared_ptr<const void>& snapshot, const std::string& question,
                               const std::function<HttpResponse()>& make) {
  std::map<std::string, HttpResponse> dropped;  // freed without the lock
  {
    const std::lock_guard lock(mutex_);
    if (snapshot_ != snapshot) {
      snapshot_ = snapshot;
      dropped.swap(pages_);
    }
    if (const auto found = pages_.find(question); found != pages_.end()) return found->second;
  }
  HttpResponse made = make();
  made.shared_body = std::make_shared<const std::string>(std::exchange(made.body, {}));
  const std::lock_guard lock(mutex_);
  if (snapshot_ == snapshot && pages_.size() < most_pages) pages_.emplace(question, made);
  return made;
}

}  // namespace nss
