// Runs a credential_process on a thread of its own, one at a time.
#pragma once

#include <functional>
#include <thread>

#include "adapters/http_client/curl_loop.h"
#include "base/exec_process.h"

namespace nss {

class CredentialProcess {
 public:
  explicit CredentialProcess(CurlLoop& loop) : loop_(loop) {}
  ~CredentialProcess() { stop(); }
  CredentialProcess(const CredentialProcess&) = delete;
  CredentialProcess& operator=(const CredentialProcess&) = delete;

  // Loop's thread, and not while one runs. `done`: the loop's thread, once; not when the loop has stopped meanwhile.
  void run(ProcessRequest request, std::function<void(Result<ProcessOutput>)> done);
  // Ends what runs and waits for it. Not the loop's thread.
  void stop();

 private:
  CurlLoop& loop_;
  ExecProcess process_;
  std::thread runner_;
};

}  // namespace nss
