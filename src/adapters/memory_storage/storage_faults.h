// What a test may make go wrong in a MemoryStorage. Set from any thread; each call of the storage asks in the order in
// which its work runs. Nothing here is used by the product.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>

#include "base/result.h"

namespace nss {

class StorageFaults {
 public:
  // The next `n` calls of any kind, after so many others, do nothing and answer `error`.
  void fail_next(std::size_t n, Error error, std::size_t after = 0);
  // The next `n` commits do; reads go on.
  void fail_next_commits(std::size_t n, Error error);
  // Until it is set to false, every call answers unavailable, store_unavailable.
  void unavailable(bool on);
  // The same, from when `commits` more commits were done.
  void unavailable_after(std::size_t commits);
  // The next commit that would succeed is kept, and answers transient: the outcome is unknown to the caller.
  void lose_reply_of_next_commit();
  // The next `n` commits answer conflict, precondition_failed, and do nothing.
  void conflict_next(std::size_t n = 1);

  // For the storage.
  enum class Call { read, commit };
  std::optional<Error> take(Call call);
  bool take_lost_reply();

 private:
  struct Planned {
    std::size_t left = 0;
    Error error;
    std::size_t after = 0;
    std::optional<Error> take();
  };

  std::mutex mutex_;
  Planned any_;
  Planned commits_;
  std::size_t conflicts_ = 0;
  bool unavailable_ = false;
  std::optional<std::size_t> commits_left_;
  bool lose_reply_ = false;
};

}  // namespace nss
