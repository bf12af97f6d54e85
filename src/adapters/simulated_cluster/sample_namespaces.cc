#include "adapters/simulated_cluster/sample_namespaces.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/core.h>

namespace nss {
namespace {

constexpr std::size_t sample_teams = 9;

std::string cost_center(std::size_t team) { return fmt::format("CC-{:03d}", team + 1); }

using std::chrono::hours;

constexpr std::array<std::string_view, 24> teams = {
    "pagos",     "facturacion",  "clientes", "pedidos",   "inventario",   "nomina",     "riesgos",  "cartera",
    "logistica", "catalogo",     "recaudo",  "tesoreria", "mercadeo",     "domicilios", "reportes", "identidad",
    "tienda",    "fidelizacion", "soporte",  "bodega",    "contabilidad", "transporte", "compras",  "notificaciones"};
constexpr std::array<std::string_view, 5> stages = {"dev", "qa", "pruebas", "demo", "integracion"};
constexpr std::array<std::string_view, 16> services = {
    "api",      "web",   "autenticacion", "pasarela",  "conciliador", "notificador", "cotizador",  "validador",
    "buscador", "panel", "sincronizador", "consultas", "procesador",  "despachador", "liquidador", "exportador"};
constexpr std::array<std::string_view, 6> stores = {"postgres", "redis", "kafka", "rabbitmq", "mongodb", "elasticsearch"};
constexpr std::array<std::string_view, 4> agents = {"agente-registros", "recolector-metricas", "cache-nodo", "agente-trazas"};
constexpr std::array<int, 6> odd_counts = {1, 3, 5, 2, 7, 4};
constexpr std::int64_t mebibyte = 1024 * 1024;

// splitmix64: small, well mixed, and the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t bound) {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return static_cast<std::size_t>((z ^ (z >> 31U)) % bound);
  }

 private:
  std::uint64_t state_;
};

SimulatedWorkload& add(SimulatedNamespace& ns, WorkloadKind kind, std::string_view name, int replicas, std::string_view writer) {
  SimulatedWorkload workload;
  workload.shown.ref = WorkloadRef{kind, ns.shown.name, std::string(name)};
  workload.shown.replicas = kind == WorkloadKind::daemon_set ? 1 : replicas;
  workload.shown.writer = ReplicaWriter{std::string(writer), false};
  workload.shown.created_at = ns.shown.created_at + hours(1);
  workload.shown.cpu_millicores = 100;
  workload.shown.memory_bytes = 128 * mebibyte;
  return ns.workloads.insert_or_assign(WorkloadKey{kind, std::string(name)}, std::move(workload)).first->second;
}

void ask_for(SimulatedWorkload& workload, std::int64_t cpu, std::int64_t mebibytes) {
  workload.shown.cpu_millicores = cpu;
  workload.shown.memory_bytes = mebibytes * mebibyte;
}

// Two to six workloads: a service and a data store always, then now an agent on each node, now another service.
void add_workloads(SimulatedNamespace& ns, Dice& dice) {
  static constexpr std::array<std::int64_t, 4> cpus = {100, 250, 500, 1000};
  static constexpr std::array<std::int64_t, 4> memories = {128, 256, 512, 1024};
  const std::size_t total = 2 + dice.below(5);
  const std::size_t first = dice.below(services.size());
  for (std::size_t i = 0; i < total; ++i) {
    const int replicas = odd_counts[dice.below(odd_counts.size())];
    if (i == 1) {
      const std::size_t store = dice.below(stores.size());
      ask_for(add(ns, WorkloadKind::stateful_set, stores[store], replicas % 2 == 1 ? replicas : 3, "helm"), 500, 2048);
    } else if (i == 2 && dice.below(2) == 0) {
      ask_for(add(ns, WorkloadKind::daemon_set, agents[dice.below(agents.size())], 1, "kubectl-client-side-apply"), 50, 64);
    } else {
      const auto name = services[(first + i) % services.size()];
      ask_for(add(ns, WorkloadKind::deployment, name, replicas, "kubectl-client-side-apply"), cpus[dice.below(cpus.size())],
              memories[dice.below(memories.size())]);
    }
  }
}

std::string user_name(std::size_t index) {
  const std::size_t round = index / teams.size();
  const auto team = teams[index % teams.size()];
  // The stage shifts with the team, so that neighbours in a short list differ in both words.
  const auto stage = stages[(index % teams.size() + round) % stages.size()];
  const std::size_t copy = round / stages.size();
  return copy == 0 ? fmt::format("{}-{}", team, stage) : fmt::format("{}-{}-{}", team, stage, copy + 1);
}

SimulatedNamespace user_namespace(std::size_t index, Dice& dice, Seconds now) {
  SimulatedNamespace ns;
  ns.shown.name = user_name(index);
  ns.shown.created_at = now - hours(24 * (30 + static_cast<int>(dice.below(600))));
  const std::size_t team = index % teams.size();
  ns.shown.labels = {{"kubernetes.io/metadata.name", ns.shown.name},
                     {"cost-center", cost_center(team % sample_teams)},
                     {"team", std::string(teams[team])}};
  add_workloads(ns, dice);
  return ns;
}

void with_autoscaler(SimulatedNamespace& ns) {
  add(ns, WorkloadKind::deployment, "pasarela-publica", 4, "helm");
  ns.autoscalers["pasarela-publica"] = Autoscaler{ns.shown.name, "pasarela-publica", "Deployment", "pasarela-publica", 2, 8};
}

void with_volumes_at_risk(SimulatedNamespace& ns) {
  auto& store = add(ns, WorkloadKind::stateful_set, "cache-temporal", 3, "helm");
  store.shown.deletes_volumes = true;
  ask_for(store, 500, 4096);
}

void with_defender(SimulatedNamespace& ns) {
  auto& service = add(ns, WorkloadKind::deployment, "motor-reglas", 3, "argocd-controller");
  service.defender = Defender{"argocd-controller", 3};
}

void with_operator(SimulatedNamespace& ns) {
  add(ns, WorkloadKind::stateful_set, "eventos-kafka", 3, "strimzi-cluster-operator").shown.controller = "Kafka/eventos";
}

// The odd cases, each at its index among the user namespaces.
void make_odd(SimulatedNamespace& ns, std::size_t index, Seconds now) {
  switch (index) {
    case 1: with_autoscaler(ns); break;
    case 2: ns.shown.display_name = "Clientes (pruebas de aceptación)"; break;
    case 3: with_volumes_at_risk(ns); break;
    case 4: ns.shown.excluded = true; break;
    case 5:
      ns.shown.excluded = true;
      ns.shown.exclude_until = now + hours(24 * 3);
      break;
    case 6: with_defender(ns); break;
    case 7:
      ns.shown.labels.erase("cost-center");
      add(ns, WorkloadKind::deployment, "tarea-anual", 0, "kubectl-client-side-apply");
      break;
    case 8:
      with_operator(ns);
      add(ns, WorkloadKind::deployment, "monitor-guardia", 1, "kubectl-client-side-apply").shown.excluded = true;
      break;
    default: break;
  }
}

struct SystemWorkload {
  std::string_view ns;
  WorkloadKind kind;
  std::string_view name;
  int replicas;
};

constexpr std::array<SystemWorkload, 14> system_workloads = {{
    {"kube-system", WorkloadKind::deployment, "coredns", 2},
    {"kube-system", WorkloadKind::deployment, "metrics-server", 1},
    {"kube-system", WorkloadKind::daemon_set, "aws-node", 1},
    {"kube-system", WorkloadKind::daemon_set, "kube-proxy", 1},
    {"kube-public", WorkloadKind::deployment, "", 0},
    {"default", WorkloadKind::deployment, "", 0},
    {"argocd", WorkloadKind::deployment, "argocd-server", 2},
    {"argocd", WorkloadKind::stateful_set, "argocd-application-controller", 1},
    {"cert-manager", WorkloadKind::deployment, "cert-manager", 1},
    {"ingress-nginx", WorkloadKind::deployment, "ingress-nginx-controller", 2},
    {"karpenter", WorkloadKind::deployment, "karpenter", 2},
    {"monitoring", WorkloadKind::deployment, "grafana", 1},
    {"monitoring", WorkloadKind::stateful_set, "prometheus", 1},
    {"monitoring", WorkloadKind::daemon_set, "node-exporter", 1},
}};

std::vector<SimulatedNamespace> system_namespaces(Seconds now) {
  std::vector<SimulatedNamespace> result;
  for (const SystemWorkload& row : system_workloads) {
    if (result.empty() || result.back().shown.name != row.ns) {
      SimulatedNamespace ns;
      ns.shown.name = row.ns;
      ns.shown.created_at = now - hours(24 * 700);
      ns.shown.labels = {{"kubernetes.io/metadata.name", ns.shown.name}};
      result.push_back(std::move(ns));
    }
    if (!row.name.empty()) add(result.back(), row.kind, row.name, row.replicas, "helm");
  }
  return result;
}

}  // namespace

std::vector<std::string> sample_cost_centers() {
  std::vector<std::string> all;
  for (std::size_t team = 0; team < sample_teams; ++team) all.push_back(cost_center(team));
  return all;
}

std::vector<SimulatedNamespace> sample_namespaces(std::size_t users, std::uint64_t seed, Seconds now) {
  if (users == 0) return {};
  std::vector<SimulatedNamespace> result = system_namespaces(now);
  Dice dice(seed);
  for (std::size_t i = 0; i < std::min(users, most_sample_namespaces); ++i) {
    SimulatedNamespace ns = user_namespace(i, dice, now);
    make_odd(ns, i, now);
    result.push_back(std::move(ns));
  }
  return result;
}

}  // namespace nss
