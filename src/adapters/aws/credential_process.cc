#include "adapters/aws/credential_process.h"

#include <memory>

namespace nss {

void CredentialProcess::run(ProcessRequest request, std::function<void(Result<ProcessOutput>)> done) {
  if (runner_.joinable()) runner_.join();  // it has posted its result, there is nothing left to wait for
  runner_ = std::thread([this, request = std::move(request), done = std::move(done)] {
    auto output = std::make_shared<Result<ProcessOutput>>(process_.run(request));
    loop_.post([done, output] { done(std::move(*output)); });
  });
}

void CredentialProcess::stop() {
  process_.cancel();
  if (runner_.joinable()) runner_.join();
}

}  // namespace nss
