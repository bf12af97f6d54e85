// Keys waiting to be looked at: each at most once, never two at a time of one key, a key touched while it is being looked
// at is looked at again (client-go's work queue). Core thread only.
#pragma once

#include <deque>
#include <functional>
#include <set>
#include <string>

#include "ports/timers.h"

namespace nss {

class WorkQueue {
 public:
  WorkQueue(Timers& timers, std::function<void(const std::string&)> handle) : timers_(timers), handle_(std::move(handle)) {}

  void add(const std::string& key) {
    if (!waiting_.insert(key).second) return;
    order_.push_back(key);
    if (!scheduled_) schedule();
  }
  bool empty() const { return order_.empty(); }

 private:
  void schedule() {
    scheduled_ = true;
    timers_.post([this] { run_some(); });
  }
  // A bounded number in one turn, so that answers and requests get theirs.
  void run_some() {
    scheduled_ = false;
    for (int i = 0; i < 32 && !order_.empty(); ++i) {
      const std::string key = order_.front();
      order_.pop_front();
      waiting_.erase(key);
      handle_(key);
    }
    if (!order_.empty() && !scheduled_) schedule();
  }

  Timers& timers_;
  std::function<void(const std::string&)> handle_;
  std::deque<std::string> order_;
  std::set<std::string> waiting_;
  bool scheduled_ = false;
};

}  // namespace nss
