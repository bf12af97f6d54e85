// What tests of the adapter share: JSON as an API server writes it, and events as lines of text that can be waited for.
#pragma once

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "ports/cluster.h"

namespace nss::test {

inline std::string deployment(const std::string& name, const std::string& version, int replicas = 1) {
  return fmt::format(
      R"({{"kind":"Deployment","apiVersion":"apps/v1","metadata":{{"name":"{0}","namespace":"shop","uid":"u-{0}","resourceVersion":"{1}"}},"spec":{{"replicas":{2}}},"status":{{}}}})",
      name, version, replicas);
}

inline std::string list_of(const std::string& kind, const std::string& version, const std::vector<std::string>& items,
                           const std::string& next = "") {
  std::string joined;
  for (const auto& item : items) joined += (joined.empty() ? "" : ",") + item;
  return fmt::format(R"({{"kind":"{}","apiVersion":"v1","metadata":{{"resourceVersion":"{}"{}}},"items":[{}]}})", kind, version,
                     next.empty() ? "" : fmt::format(R"(,"continue":"{}","remainingItemCount":1)", next), joined);
}

inline std::string line_of(const std::string& type, const std::string& object) {
  return fmt::format("{{\"type\":\"{}\",\"object\":{}}}\n", type, object);
}

inline std::string bookmark(const std::string& version) {
  return line_of("BOOKMARK",
                 fmt::format(R"({{"kind":"Deployment","metadata":{{"resourceVersion":"{}"}},"spec":{{}}}})", version));
}

inline std::string status_of(int code, const std::string& reason, const std::string& message = "it says") {
  return fmt::format(R"({{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{}","reason":"{}","code":{}}})",
                     message, reason, code);
}

// The events of a sink, each as a line: "begin deployments", "seen shop/web=3", "gone shop/web u-web", "end deployments",
// "problem deployments forbidden", "works deployments", "optional …" in front of an optional one's, "time".
class Heard {
 public:
  ClusterSink sink() {
    return [this](ClusterEvent event) {
      {
        const std::lock_guard lock(mutex_);
        lines_.push_back(std::visit([](const auto& e) { return text(e); }, event));
        if (const auto* time = std::get_if<ServerTime>(&event)) ahead_ = time->ahead;
        if (const auto* state = std::get_if<StreamState>(&event); state != nullptr && state->problem)
          last_problem_ = state->problem->message.en;
      }
      changed_.notify_all();
    };
  }
  // Waits generously until the line came so often.
  bool wait_for(const std::string& line, std::ptrdiff_t times = 1) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60),
                             [&] { return std::count(lines_.begin(), lines_.end(), line) >= times; });
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  std::ptrdiff_t count(const std::string& line) const {
    const auto all = lines();
    return std::count(all.begin(), all.end(), line);
  }
  std::string joined() const {
    std::string all;
    for (const auto& line : lines()) all += (all.empty() ? "" : " | ") + line;
    return all;
  }
  std::string last_problem() const {
    const std::lock_guard lock(mutex_);
    return last_problem_;
  }
  std::chrono::seconds ahead() const {
    const std::lock_guard lock(mutex_);
    return ahead_;
  }

 private:
  static std::string text(const ListBegin& e) { return std::string("begin ") + to_string(e.resource); }
  static std::string text(const ListEnd& e) { return std::string(e.whole ? "end " : "end, not whole, ") + to_string(e.resource); }
  static std::string text(const NamespaceSeen& e) { return "seen " + e.ns.name; }
  static std::string text(const NamespaceGone& e) { return "gone " + e.name + " " + e.uid; }
  static std::string text(const WorkloadSeen& e) {
    return fmt::format("seen {}/{}={}", e.workload.ref.ns, e.workload.ref.name, e.workload.replicas);
  }
  static std::string text(const WorkloadGone& e) { return fmt::format("gone {}/{} {}", e.ref.ns, e.ref.name, e.uid); }
  static std::string text(const AutoscalerSeen& e) { return "seen " + e.autoscaler.ns + "/" + e.autoscaler.name; }
  static std::string text(const AutoscalerGone& e) { return "gone " + e.ns + "/" + e.name; }
  static std::string text(const StreamState& e) {
    return std::string(e.optional ? "optional " : "") + (e.problem ? "problem " : "works ") + to_string(e.resource) +
           (e.problem ? " " + e.problem->code : "");
  }
  static std::string text(const ServerTime&) { return "time"; }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  std::string last_problem_;
  std::chrono::seconds ahead_{0};
};

}  // namespace nss::test
