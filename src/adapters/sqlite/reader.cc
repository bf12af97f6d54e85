#include "adapters/sqlite/reader.h"

#include <pthread.h>

namespace nss {

Reader::Reader(Database database, ItemsReader items, std::size_t max_waiting)
    : database_(std::move(database)), items_(std::move(items)), queue_(max_waiting) {
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "store-read");
}

Reader::~Reader() { stop(); }

void Reader::stop() {
  const auto dropped = queue_.close();
  if (thread_.joinable()) thread_.join();
}

void Reader::run() {
  for (;;) {
    auto next = queue_.pop(std::nullopt);
    if (next.job) {
      (*next.job)(items_);
    } else {
      return;  // closed
    }
  }
}

}  // namespace nss
