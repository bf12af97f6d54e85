#include "adapters/kubernetes/kubernetes_cluster.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <random>
#include <sstream>

#include "adapters/kubernetes/api_paths.h"
#include "adapters/kubernetes/call_queue.h"
#include "adapters/kubernetes/command_runner.h"
#include "adapters/kubernetes/exec_credentials.h"
#include "adapters/kubernetes/in_cluster.h"
#include "adapters/kubernetes/kubeconfig.h"
#include "adapters/kubernetes/object_codec.h"
#include "adapters/kubernetes/object_keep.h"
#include "adapters/kubernetes/patch_codec.h"
#include "adapters/kubernetes/reflector.h"
#include "base/check.h"

namespace nss {
namespace {

tl::unexpected<Error> stopping() { return fail(ErrorKind::unavailable, "stopping", "the cluster client is stopping"); }

std::string what_of(const char* verb, const WorkloadRef& ref) {
  return fmt::format("{} {} {}/{}", verb, to_string(ref.kind), ref.ns, ref.name);
}

// "PATCH Deployment shop/web" is verb patch, resource deployments.
std::pair<std::string, std::string> labels_of(const ApiRequest& request) {
  std::istringstream words(request.what);
  std::string verb, resource;
  words >> verb >> resource;
  for (std::string* text : {&verb, &resource})
    std::transform(text->begin(), text->end(), text->begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (!resource.ends_with('s')) resource += 's';
  return {std::move(verb), std::move(resource)};
}

Result<KubernetesAccess> access_of(const KubernetesOptions& options) {
  if (options.in_cluster) return load_in_cluster({options.service_host, options.service_port, options.service_account_dir});
  return load_kubeconfig({options.kubeconfig, options.home, options.context});
}

CurlLoopOptions loop_options(const KubernetesOptions& options) {
  CurlLoopOptions made;
  made.user_agent = options.user_agent;
  // One connection for each call in flight, for each watch and for each list, and none is closed for want of room.
  made.max_connections = options.max_in_flight + 2 * static_cast<long>(resource_count) + 2;
  return made;
}

}  // namespace

class KubernetesCluster::Impl {
 public:
  Impl(KubernetesOptions options, KubernetesAccess access, std::unique_ptr<FileCredentials> files, const Clock& clock,
       Metrics& metrics);

  void identify(Reply<ClusterIdentity> reply);
  void start(ClusterSink sink);
  void resync();
  void read(WorkloadRef ref, Reply<std::optional<Workload>> reply);
  void patch(WorkloadRef ref, WorkloadPatch patch, Reply<Workload> reply);
  void run_command(TaskCommand command, std::string ns, Reply<std::string> reply);
  void stop();
  const std::string& description() const { return description_; }

 private:
  std::unique_ptr<Credentials> make_credentials(std::unique_ptr<FileCredentials> files);
  ApiClient::Options client_options();
  void watch_server_time(const ClientResponse& head);
  void send_patch(const WorkloadRef& ref, const WorkloadPatch& patch, Reply<Workload> reply);
  void send_read(const WorkloadRef& ref, Reply<std::optional<Workload>> reply);
  void count(const Error& error);
  template <typename T>
  void enqueue(Reply<T> reply, std::function<void(Reply<T>)> work);

  const KubernetesOptions options_;
  const KubernetesAccess access_;
  const std::string description_;
  const Clock& clock_;
  Metrics& metrics_;
  std::atomic<std::size_t> calls_{0};  // asked for and not answered

  CurlLoop loop_;
  std::unique_ptr<Credentials> credentials_;
  ApiClient client_;
  CallQueue queue_;
  CommandRunner commands_;

  // The loop's thread.
  ClusterSink sink_;
  std::vector<std::unique_ptr<Reflector>> reflectors_;
  std::optional<Mono> told_time_at_;
};

KubernetesCluster::Impl::Impl(KubernetesOptions options, KubernetesAccess access, std::unique_ptr<FileCredentials> files,
                              const Clock& clock, Metrics& metrics)
    : options_(std::move(options)),
      access_(std::move(access)),
      description_(access_.description + ", " + access_.server),
      clock_(clock),
      metrics_(metrics),
      loop_(loop_options(options_)),
      credentials_(make_credentials(std::move(files))),
      client_(loop_, access_, *credentials_, client_options()),
      queue_(client_, loop_, clock_, metrics_,
             {options_.max_in_flight, options_.timings.throttled_at_most, options_.timings.throttled_wait, options_.seed + 1}),
      commands_(queue_, clock_, options_.timings.call_timeout) {}

std::unique_ptr<Credentials> KubernetesCluster::Impl::make_credentials(std::unique_ptr<FileCredentials> files) {
  if (!access_.exec) return files;
  const ExecTimings timings{options_.timings.exec_timeout, options_.timings.exec_retry};
  return std::make_unique<ExecCredentials>(access_, std::move(files), loop_, clock_, timings);
}

ApiClient::Options KubernetesCluster::Impl::client_options() {
  ApiClient::Options made;
  made.connect_timeout = options_.timings.connect_timeout;
  made.on_answer = [this](const ClientResponse& head) {
    ++metrics_.kube_requests;
    watch_server_time(head);
  };
  made.on_end = [this](const ApiRequest& request, int status, std::chrono::microseconds took) {
    const auto [verb, resource] = labels_of(request);
    metrics_.kube_durations.at({verb, resource, std::to_string(status)}).observe(took);
  };
  return made;
}

void KubernetesCluster::Impl::watch_server_time(const ClientResponse& head) {
  const Mono now = clock_.mono();
  if (!sink_ || (told_time_at_ && now - *told_time_at_ < options_.timings.server_time_every)) return;
  const auto date = head.date();
  if (!date) return;
  told_time_at_ = now;
  sink_(ServerTime{floor_seconds(clock_.check()) - *date});
}

void KubernetesCluster::Impl::count(const Error& error) {
  if (error.kind == ErrorKind::conflict) {
    ++metrics_.kube_conflicts;
  } else if (error.kind != ErrorKind::not_found && error.kind != ErrorKind::refused) {
    ++metrics_.kube_errors;
  }
}

// One hop from the caller's thread to the loop's, with the bound on what may wait in between.
template <typename T>
void KubernetesCluster::Impl::enqueue(Reply<T> reply, std::function<void(Reply<T>)> work) {
  if (++calls_ > options_.queue_bound) {
    --calls_;
    const auto full =
        fail(ErrorKind::unavailable, "queue_full", fmt::format("{} calls to the API server wait already", options_.queue_bound));
    if (!loop_.post([reply, full] { reply(full); })) reply(stopping());
    return;
  }
  Reply<T> counted = [this, reply](Result<T> result) {
    --calls_;
    reply(std::move(result));
  };
  if (!loop_.post([work = std::move(work), counted] { work(counted); })) counted(stopping());
}

void KubernetesCluster::Impl::patch(WorkloadRef ref, WorkloadPatch patch, Reply<Workload> reply) {
  enqueue<Workload>(std::move(reply), [this, ref = std::move(ref), patch = std::move(patch)](Reply<Workload> counted) {
    send_patch(ref, patch, std::move(counted));
  });
}

void KubernetesCluster::Impl::send_patch(const WorkloadRef& ref, const WorkloadPatch& patch, Reply<Workload> reply) {
  ApiRequest request;
  request.method = "PATCH";
  request.target = fmt::format("{}?fieldManager={}", object_path(ref), field_manager);
  request.content_type = "application/merge-patch+json";
  request.body = encode_patch(ref.kind, patch);
  request.what = what_of("PATCH", ref);
  request.timeout = options_.timings.call_timeout;
  queue_.submit(std::move(request), [this, ref, reply = std::move(reply)](Result<ClientResponse> response) {
    Result<Workload> workload = response ? decode_workload_answer(ref, response->body) : fail(response.error());
    if (!workload) count(workload.error());
    reply(std::move(workload));
  });
}

void KubernetesCluster::Impl::read(WorkloadRef ref, Reply<std::optional<Workload>> reply) {
  enqueue<std::optional<Workload>>(std::move(reply), [this, ref = std::move(ref)](Reply<std::optional<Workload>> counted) {
    send_read(ref, std::move(counted));
  });
}

void KubernetesCluster::Impl::send_read(const WorkloadRef& ref, Reply<std::optional<Workload>> reply) {
  ApiRequest request;
  request.target = object_path(ref);
  request.what = what_of("GET", ref);
  request.timeout = options_.timings.call_timeout;
  queue_.submit(std::move(request), [this, ref, reply = std::move(reply)](Result<ClientResponse> response) {
    if (!response && response.error().kind == ErrorKind::not_found) return reply(std::optional<Workload>());
    Result<Workload> workload = response ? decode_workload_answer(ref, response->body) : fail(response.error());
    if (workload) return reply(std::optional<Workload>(std::move(*workload)));
    count(workload.error());
    reply(fail(workload.error()));
  });
}

void KubernetesCluster::Impl::run_command(TaskCommand command, std::string ns, Reply<std::string> reply) {
  enqueue<std::string>(std::move(reply), [this, command = std::move(command), ns = std::move(ns)](Reply<std::string> counted) {
    commands_.run(command, ns, [this, counted](Result<std::string> said) {
      if (!said) count(said.error());
      counted(std::move(said));
    });
  });
}

void KubernetesCluster::Impl::identify(Reply<ClusterIdentity> reply) {
  enqueue<ClusterIdentity>(std::move(reply), [this](Reply<ClusterIdentity> counted) {
    ApiRequest request;
    request.target = collection_path(Resource::namespaces) + "/kube-system";
    request.what = "GET Namespace kube-system";
    request.timeout = options_.timings.call_timeout;
    queue_.submit(std::move(request), [this, counted](Result<ClientResponse> response) {
      if (!response) {
        count(response.error());
        return counted(fail(response.error()));
      }
      const auto document = read_json(response->body, object_keep(Resource::namespaces));
      const auto ns = decode_namespace(document ? document->root() : JsonView());
      if (ns) return counted(ClusterIdentity{ns->uid});
      counted(fail(ErrorKind::transient, "bad_answer",
                   fmt::format("{} does not answer like an API server; is the address right?", access_.server)));
    });
  });
}

void KubernetesCluster::Impl::start(ClusterSink sink) {
  loop_.post([this, sink = std::move(sink)] {
    NSS_CHECK(!sink_);
    sink_ = sink;
    for (std::size_t i = 0; i < resource_count; ++i) {
      const auto resource = static_cast<Resource>(i);
      const std::uint32_t seed = options_.seed + static_cast<std::uint32_t>(i) + 2;
      reflectors_.push_back(
          std::make_unique<Reflector>(resource, resource == Resource::autoscalers,
                                      Reflector::Wiring{loop_, client_, clock_, metrics_, options_, sink_, seed}));
      reflectors_.back()->start();
    }
  });
}

void KubernetesCluster::Impl::resync() {
  loop_.post([this] {
    for (auto& reflector : reflectors_) reflector->list_again();
  });
}

void KubernetesCluster::Impl::stop() {
  loop_.post([this] {
    for (auto& reflector : reflectors_) reflector->stop();
    sink_ = nullptr;
    queue_.stop();
  });
  loop_.stop();
  // The loop's thread is gone: what waits for a plugin is answered from here.
  credentials_->stop();
}

Result<std::unique_ptr<KubernetesCluster>> KubernetesCluster::make(KubernetesOptions options, const Clock& clock,
                                                                   Metrics& metrics) {
  NSS_CHECK(options.max_in_flight >= 1 && options.page_size >= 1);
  auto access = access_of(options);
  if (!access) return fail(access.error());
  auto files = FileCredentials::make(access->sources, clock, options.timings.file_refresh);
  if (!files) {
    Error error = files.error();
    error.message = Text{access->description + ": " + error.message.es, access->description + ": " + error.message.en};
    return fail(std::move(error));
  }
  if (options.seed == 0) options.seed = std::random_device()();
  auto impl = std::make_unique<Impl>(std::move(options), std::move(*access), std::move(*files), clock, metrics);
  return std::unique_ptr<KubernetesCluster>(new KubernetesCluster(std::move(impl)));
}

KubernetesCluster::KubernetesCluster(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
KubernetesCluster::~KubernetesCluster() { stop(); }
const std::string& KubernetesCluster::description() const { return impl_->description(); }
void KubernetesCluster::identify(Reply<ClusterIdentity> reply) { impl_->identify(std::move(reply)); }
void KubernetesCluster::start(ClusterSink sink) { impl_->start(std::move(sink)); }
void KubernetesCluster::resync() { impl_->resync(); }
void KubernetesCluster::read(WorkloadRef ref, Reply<std::optional<Workload>> reply) {
  impl_->read(std::move(ref), std::move(reply));
}
void KubernetesCluster::patch(WorkloadRef ref, WorkloadPatch patch, Reply<Workload> reply) {
  impl_->patch(std::move(ref), std::move(patch), std::move(reply));
}
void KubernetesCluster::run_command(TaskCommand command, std::string ns, Reply<std::string> reply) {
  impl_->run_command(std::move(command), std::move(ns), std::move(reply));
}
void KubernetesCluster::stop() { impl_->stop(); }

}  // namespace nss
