// Carries out a task's command on the API server: one call, or a read and a write. A write of ours has a field manager of
// its own, so that whoever asks who wrote last sees a task and not a switch of ours. Loop's thread only.
// Failure: the kinds of ports/cluster.h. A write of annotations or labels without --overwrite carries the version that was
// read, and reads again when somebody was faster, a few times.
#pragma once

#include <functional>
#include <string>

#include "adapters/kubernetes/call_queue.h"
#include "adapters/kubernetes/command_codec.h"
#include "ports/cluster.h"

namespace nss {

inline constexpr int most_listed = 500;  // objects that `get` shows

class CommandRunner {
 public:
  // All three outlive what is asked for.
  CommandRunner(CallQueue& queue, const Clock& clock, std::chrono::milliseconds timeout);

  void run(const TaskCommand& command, const std::string& ns, Reply<std::string> reply);

 private:
  void run_one(const ScaleCommand& command, const std::string& ns, Reply<std::string> reply);
  void run_one(const RolloutCommand& command, const std::string& ns, Reply<std::string> reply);
  void run_one(const GetCommand& command, const std::string& ns, Reply<std::string> reply);
  void run_one(const MetadataCommand& command, const std::string& ns, Reply<std::string> reply);

  struct Write {
    CommandTarget target;
    std::string subresource;  // "/scale", or nothing
    std::string body;
    std::string said;  // the reply when it is done
  };
  void edit(const MetadataCommand& command, const std::string& ns, int attempt, Reply<std::string> reply);
  void read(const CommandTarget& target, const std::string& ns, Reply<CommandFacts> reply);
  void write(Write write, const std::string& ns, Reply<std::string> reply);

  CallQueue& queue_;
  const Clock& clock_;
  const std::chrono::milliseconds timeout_;
};

}  // namespace nss
