// Runs one program to its end: an argument vector, no shell, a deadline, bounded output, its own process group that is
// killed as a whole when it is late, too talkative or no longer wanted. Blocks its caller; cancel() from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace nss {

struct ProcessRequest {
  std::vector<std::string> argv;                         // a name without a slash is looked for in PATH
  std::vector<std::pair<std::string, std::string>> env;  // added to our own environment, or in its place
  std::chrono::milliseconds timeout{30'000};
  std::size_t longest_output = std::size_t{1} << 20;  // of standard output; of standard error a part is kept
};

struct ProcessOutput {
  int exit_code = 0;  // 128 + n when signal n ended it
  std::string out;
  std::string err;  // its first 4 KiB
};

class ExecProcess {
 public:
  ExecProcess();
  ~ExecProcess();
  ExecProcess(const ExecProcess&) = delete;
  ExecProcess& operator=(const ExecProcess&) = delete;

  // Errors: not_found (command_not_found), unavailable (exec_failed, exec_timeout, stopping), invalid (exec_output_too_large).
  Result<ProcessOutput> run(const ProcessRequest& request);
  void cancel();  // the run of now and all later ones end with `stopping`

 private:
  int cancelled_ = -1;  // eventfd
};

}  // namespace nss
