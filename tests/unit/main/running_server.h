// `serve` on a thread of its own, as main() would call it, and a client for it: for tests of the wiring. SIGTERM is blocked
// in the test's thread first, so that the one that serve() sends to the process, or the test to serve(), ends only serve().
#pragma once

#include <future>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "main/settings_load.h"

namespace nss::test {

// The settings of this command line; the test fails when they are wrong.
Settings settings_of(const std::vector<std::string>& arguments);

// A port of the loopback that nobody listens on.
int free_port();

struct PlainAnswer {
  int status = 0;  // 0: nobody answered
  std::string body;
};
PlainAnswer ask(int port, const std::string& method, const std::string& path, const std::string& body = {});

class RunningServer {
 public:
  explicit RunningServer(Settings settings);
  ~RunningServer() { stop(); }

  // Waits until the path is answered with 200; false: serve() ended, or a minute passed.
  bool wait_for(int port, const std::string& path);
  int stop();              // sends SIGTERM, waits: the exit code
  int wait_for_the_end();  // the exit code of a start that fails by itself

 private:
  int code_ = -1;
  std::promise<void> ended_;
  std::future<void> end_ = ended_.get_future();
  std::thread thread_;
};

// A kubeconfig in `folder` whose only cluster is http://127.0.0.1:port. Its path.
std::string write_kubeconfig(const std::string& path, int port);

}  // namespace nss::test
