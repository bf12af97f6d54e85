// An application that answers with what the test puts into it, at once or, with `hold`, when the test says so.
#pragma once

#include <deque>
#include <functional>
#include <mutex>

#include "app/application.h"

namespace nss {

class FakeApplication : public Application {
 public:
  FakeApplication();

  const ProductFacts& facts() const override { return facts_; }
  Seconds now() const override { return now_; }
  std::shared_ptr<const NamespacesView> namespaces() const override { return namespaces_; }
  std::shared_ptr<const HealthView> health() const override { return health_; }
  void switch_namespace(SwitchRequest request, Reply<OperationView> reply) override;
  void operation(std::string id, Reply<OperationView> reply) override;
  void log(LogQuery query, Reply<LogPage> reply) override;
  void tasks(Reply<std::vector<TaskView>> reply) override { reply(tasks_); }
  void upcoming(std::string ns, Reply<UpcomingView> reply) override;
  void advance(Seconds to, Reply<Seconds> reply) override;

  ProductFacts facts_;
  Seconds now_;
  std::shared_ptr<NamespacesView> namespaces_;
  std::shared_ptr<HealthView> health_;
  std::vector<TaskView> tasks_;
  std::vector<OperationView> operations_;  // newest first
  UpcomingView upcoming_;
  std::optional<SwitchRequest> switched_;  // the last one asked for
  std::optional<LogQuery> log_query_;
  Result<OperationView> switch_answer_ = fail(ErrorKind::internal, "unset", "the test has set no answer");
};

Seconds at(const char* rfc3339);
std::shared_ptr<NamespaceView> sample_namespace(const std::string& name);
OperationView sample_operation(const std::string& id);

}  // namespace nss
