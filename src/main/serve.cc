#include "main/serve.h"

#include <fmt/core.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <future>
#include <thread>

#include "adapters/http_server/http_server.h"
#include "adapters/kubernetes/kubernetes_cluster.h"
#include "adapters/rest/rest_api.h"
#include "adapters/simulated_cluster/sample_namespaces.h"
#include "adapters/simulated_cluster/simulated_clock.h"
#include "adapters/simulated_cluster/simulated_cluster.h"
#include "adapters/spool/file_spool.h"
#include "adapters/telemetry/log_sink.h"
#include "adapters/telemetry/timed_storage.h"
#include "app/controller.h"
#include "app/core_loop.h"
#include "main/allocator.h"
#include "main/open_store.h"
#include "main/settings_facts.h"
#include "main/system_clock.h"
#include "main/system_random.h"
#include "main/version.h"

namespace nss {
namespace {

constexpr std::chrono::seconds drain_time{5};
constexpr Mono sample_every{60'000};  // of the metrics' history

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // only at the start, before there are threads
  return value == nullptr ? std::string() : std::string(value);
}

// Signals are waited for by the main thread alone; every thread started later inherits the mask.
sigset_t block_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

void raise_limits() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
}

Policy policy_of(const Settings& settings) {
  return Policy{settings.cluster_name,
                settings.timezone,
                settings.business_hours,
                settings.system_namespaces,
                settings.namespace_selector,
                settings.cost_center_label,
                settings.grace,
                settings.max_off_hours,
                settings.dry_run,
                {}};
}

ProductFacts facts_of(const Settings& settings) {
  return ProductFacts{product_version,          settings.cluster_name, to_string(settings.cluster),
                      settings.timezone.name(), settings.dry_run,      settings.cluster == ClusterMode::simulated,
                      setting_facts(settings)};
}

// What serves: members in the order of their start.
class Server {
 public:
  explicit Server(const Settings& settings) : settings_(settings) {}

  Result<void> start();
  void stop();
  bool failed() const { return failed_; }

 private:
  Result<void> open_storage();
  Result<void> make_clock();
  Result<void> make_cluster();
  Result<void> listen();
  void make_controller();
  void begin();
  void give_up(const Error& error);

  const Settings& settings_;
  Metrics metrics_;
  std::unique_ptr<Clock> machine_clock_ = make_system_clock();  // never a simulated one
  std::unique_ptr<Storage> store_;
  std::unique_ptr<Storage> storage_;  // the same with a watch beside it
  std::unique_ptr<Clock> clock_;
  SimulatedClock* simulated_clock_ = nullptr;
  std::unique_ptr<CoreLoop> loop_;
  std::unique_ptr<SystemRandom> random_;
  std::unique_ptr<Cluster> cluster_;
  SimulatedCluster* simulated_ = nullptr;
  std::unique_ptr<FileSpool> spool_;
  std::unique_ptr<Controller> controller_;
  std::unique_ptr<RestApi> rest_;
  std::unique_ptr<HttpServer> http_;
  std::thread core_;
  std::atomic<bool> failed_{false};
};

Result<void> Server::open_storage() {
  auto opened = open_store_to_serve(settings_, *machine_clock_, metrics_);
  if (!opened) return fail(opened.error());
  store_ = std::move(*opened);
  storage_ = std::make_unique<TimedStorage>(*store_, to_string(settings_.storage), metrics_);
  spool_ = std::make_unique<FileSpool>(settings_.spool_dir);
  return {};
}

Result<void> Server::make_clock() {
  clock_ = make_system_clock();
  if (settings_.cluster != ClusterMode::simulated) return {};
  std::promise<Result<std::optional<Instant>>> answer;
  SimulatedStore::stored_instant(*storage_, StorageKeys(settings_.cluster_name),
                                 [&answer](Result<std::optional<Instant>> stored) { answer.set_value(std::move(stored)); });
  const auto stored = answer.get_future().get();
  if (!stored) return fail(stored.error());
  const auto start = simulated_start(settings_.simulation.start, *stored, clock_->wall());
  if (!start) return fail(start.error());
  auto simulated = std::make_unique<SimulatedClock>(*start, settings_.simulation.speed);
  simulated_clock_ = simulated.get();
  clock_ = std::move(simulated);
  return {};
}

Result<void> Server::make_cluster() {
  if (settings_.cluster == ClusterMode::simulated) {
    SimulatedOptions options;
    options.namespaces = static_cast<std::size_t>(settings_.simulation.namespaces);
    auto simulated =
        std::make_unique<SimulatedCluster>(*loop_, *clock_, options, storage_.get(), StorageKeys(settings_.cluster_name));
    simulated_ = simulated.get();
    cluster_ = std::move(simulated);
    return {};
  }
  auto connected = connect_cluster(settings_, *clock_, metrics_);
  if (!connected) return fail(connected.error());
  cluster_ = std::move(*connected);
  return {};
}

void Server::make_controller() {
  Controller::Options options;
  options.policy = policy_of(settings_);
  options.facts = facts_of(settings_);
  options.sample_every = sample_every;
  options.fixed = fixed_settings(settings_);
  options.alive = [loop = loop_.get()] { return loop->alive(); };
  if (simulated_clock_ != nullptr) {
    options.advance = [this](Instant to, std::function<bool()> idle, std::function<void()> done) {
      loop_->advance(*simulated_clock_, to, std::move(idle), std::move(done));
    };
  }
  if (simulated_ != nullptr) options.initial_cost_centers = sample_cost_centers();
  controller_ = std::make_unique<Controller>(
      Controller::Ports{*loop_, *clock_, *storage_, *cluster_, *spool_, *random_, metrics_}, std::move(options));
}

Result<void> Server::listen() {
  auto page = StaticFiles::load(settings_.web_root);
  if (!page) return fail(page.error());
  RestOptions rest;
  rest.locale = settings_.locale;
  rest.public_url = settings_.public_url;
  rest.loopback = settings_.listen.loopback();
  rest.trusted_proxies = settings_.trusted_proxies;
  rest.reads_per_minute = settings_.rate_reads_per_minute;
  rest.writes_per_minute = settings_.rate_writes_per_minute;
  rest.page = std::make_shared<const StaticFiles>(std::move(*page));
  rest_ = std::make_unique<RestApi>(*controller_, metrics_, std::move(rest));
  HttpServerOptions http;
  http.listen = settings_.listen_text;
  http.refuse = [this](const HttpRefusal& refusal) { return rest_->refuse(refusal); };
  http.date = [] { return floor_seconds(std::chrono::floor<Milliseconds>(std::chrono::system_clock::now())); };
  http.connections = &metrics_.http_connections;
  auto started = HttpServer::start(
      std::move(http), [this](HttpRequest request, HttpReply reply) { rest_->handle(std::move(request), std::move(reply)); });
  if (!started) return fail(started.error());
  http_ = std::move(*started);
  return {};
}

Result<void> Server::start() {
  if (auto opened = open_storage(); !opened) return opened;
  if (auto made = make_clock(); !made) return made;
  loop_ = std::make_unique<CoreLoop>(*clock_);
  random_ = std::make_unique<SystemRandom>(*clock_);
  if (auto made = make_cluster(); !made) return made;
  make_controller();
  // Before anything is decided: a port that is taken must not have cost the cluster a single write.
  if (auto listening = listen(); !listening) return listening;
  core_ = std::thread([this] { loop_->run(); });
  begin();
  log::info("serving", {{"address", fmt::format("{}:{}", settings_.listen.host, http_->port())},
                        {"cluster", to_string(settings_.cluster)},
                        {"version", product_version}});
  return {};
}

// The simulated cluster reads its objects from the store first; a real one has them.
void Server::begin() {
  const auto start = [this] { controller_->start([this](const Error& error) { give_up(error); }); };
  if (simulated_ == nullptr) return start();
  loop_->post([this, start] {
    simulated_->load([this, start](Result<void> loaded) {
      if (!loaded) return give_up(loaded.error());
      start();
    });
  });
}

void Server::give_up(const Error& error) {
  print_error(error);
  failed_ = true;
  kill(getpid(), SIGTERM);
}

void Server::stop() {
  if (http_) http_->stop(drain_time);
  if (loop_) loop_->stop();
  if (core_.joinable()) core_.join();
  if (cluster_) cluster_->stop();
  if (storage_) storage_->stop();
}

}  // namespace

// One line, whatever a library put into the message.
void print_error(const Error& error) {
  std::string line = error.message.en;
  std::replace(line.begin(), line.end(), '\n', ' ');
  fmt::print(stderr, "namespace-scheduler: {}\n", line);
}

Result<std::unique_ptr<Cluster>> connect_cluster(const Settings& settings, const Clock& clock, Metrics& metrics) {
  KubernetesOptions options;
  options.in_cluster = settings.cluster == ClusterMode::in_cluster;
  options.service_host = environment("KUBERNETES_SERVICE_HOST");
  options.service_port = environment("KUBERNETES_SERVICE_PORT");
  options.kubeconfig = settings.kubeconfig;
  options.home = environment("HOME");
  options.context = settings.kube_context;
  options.max_in_flight = settings.kube_max_in_flight;
  options.user_agent = fmt::format("namespace-scheduler/{}", product_version);
  auto made = KubernetesCluster::make(std::move(options), clock, metrics);
  if (!made) return fail(made.error());
  log::info("cluster client", {{"target", (*made)->description()}});
  return std::unique_ptr<Cluster>(std::move(*made));
}

int serve(const Settings& settings) {
  const sigset_t signals = block_signals();
  tune_allocator();
  raise_limits();
  install_log_sink(LogSinkOptions{settings.log_format, settings.log_level, STDERR_FILENO, {}});
  Server server(settings);
  if (const auto started = server.start(); !started) {
    print_error(started.error());
    server.stop();
    return started.error().code == "invalid_value" ? 2 : 1;
  }
  int signal = 0;
  sigwait(&signals, &signal);
  log::info("stopping", {{"signal", signal}});
  server.stop();
  return server.failed() ? 1 : 0;
}

}  // namespace nss
