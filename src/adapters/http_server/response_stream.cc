#include "adapters/http_server/response_stream.h"

namespace nss {

void ResponseStream::attach(std::function<void()> poke) {
  const std::lock_guard lock(mutex_);
  poke_ = std::move(poke);
}

// Before it is attached nobody needs to be woken: the connection asks at once when it begins.
void ResponseStream::wake() {
  std::function<void()> poke;
  {
    const std::lock_guard lock(mutex_);
    poke = poke_;
  }
  if (poke) poke();
}

void ResponseStream::close() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake();
}

bool ResponseStream::ending() const {
  const std::lock_guard lock(mutex_);
  return ending_;
}

}  // namespace nss
