#include "adapters/rest/words.h"

#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/core.h>

#include "adapters/rest/language.h"
#include "app/views.h"

namespace nss {
namespace {

constexpr CountedNoun workloads_noun{"carga", "cargas", "workload", "workloads"};

const std::map<std::string_view, Text>& sentences() {
  static const std::map<std::string_view, Text> known{
      {"controlled_by_owner", {"La gobierna su propietario; se deja como está.", "Its owner controls it; left as it is."}},
      {"excluded", {"Está excluida; se deja como está.", "It is excluded; left as it is."}},
      {"terminating", {"Se está eliminando.", "It is being deleted."}},
      {"deletes_volumes",
       {"Perdería sus volúmenes (persistentVolumeClaimRetentionPolicy.whenScaled: Delete); no se apaga sin la anotación "
        "namespace-scheduler.io/allow-pvc-delete: \"true\".",
        "It would lose its volumes (persistentVolumeClaimRetentionPolicy.whenScaled: Delete); not switched off without the "
        "annotation namespace-scheduler.io/allow-pvc-delete: \"true\"."}},
      {"unreadable_original",
       {"La anotación con el original no se puede leer y no hay otra fuente.",
        "The annotation with the original is unreadable and there is no other source."}},
      {"unreadable_seq",
       {"La anotación con el número de operación no se puede leer; el próximo cambio la reemplaza.",
        "The annotation with the operation's number is unreadable; the next change replaces it."}},
      {"externally_changed",
       {"Alguien ya la había cambiado; se respeta su valor.", "Somebody had changed it already; their value stays."}},
      {"restored_from_intent",
       {"La anotación faltaba; el valor se tomó de la intención guardada.",
        "The annotation was gone; the value comes from the stored intent."}},
      {"restored_default_one", {"No se conocía el original; se puso en 1.", "The original was not known; it was set to 1."}},
      {"woken_default_one", {"No tenía original; se puso en 1.", "It had no original; it was set to 1."}},
      {"new_original",
       {"Un manifiesto la cambió mientras dormía; su valor es el nuevo original.",
        "A manifest changed it while it slept; that value is the new original."}},
      {"excluded_restored", {"Se restauró porque dejó de estar gestionada.", "Restored because it left management."}},
      {"superseded", {"Una operación más nueva se encargó de ella.", "A newer operation took care of it."}},
  };
  return known;
}

Text outcome_sentence(Outcome outcome) {
  switch (outcome) {
    case Outcome::failed: return {"No se pudo cambiar.", "It could not be changed."};
    case Outcome::refused: return {"No se cambia.", "It is not changed."};
    case Outcome::skipped: return {"Se deja como está.", "Left as it is."};
    case Outcome::externally_changed: return sentences().at("externally_changed");
    case Outcome::pending:
    case Outcome::patched:
    case Outcome::unchanged: break;
  }
  return {};
}

}  // namespace

Text workload_sentence(const WorkloadOutcome& outcome) {
  const auto known = sentences().find(outcome.code);
  Text text = known != sentences().end() ? known->second : outcome_sentence(outcome.outcome);
  std::string behind = outcome.message;
  if (known == sentences().end() && !outcome.code.empty()) behind = outcome.code + (behind.empty() ? "" : ": " + behind);
  if (behind.empty()) return text;
  if (text.empty()) return {behind, behind};
  return {text.es + " (" + behind + ")", text.en + " (" + behind + ")"};
}

Text operation_sentence(const OperationView& operation) {
  const OperationRecord& record = operation.record;
  const bool on = record.direction == Direction::on;
  const auto count = [&](auto which) {
    return static_cast<std::size_t>(std::count_if(operation.workloads.begin(), operation.workloads.end(), which));
  };
  const Text changed = counted(
      count([](const WorkloadOutcome& w) { return w.outcome == Outcome::patched && w.before != w.after; }), workloads_noun);
  const Text failed = counted(count([](const WorkloadOutcome& w) { return w.outcome == Outcome::failed; }), workloads_noun);
  const std::string& ns = record.ns;
  switch (record.status) {
    case OperationStatus::running:
      return {fmt::format("{}: {} en curso.", ns, on ? "encendido" : "apagado"),
              fmt::format("{}: switching {} is under way.", ns, on ? "on" : "off")};
    case OperationStatus::partial:
      return {fmt::format("{}: {} en parte; {} con problemas, se sigue intentando.", ns, on ? "encendido" : "apagado", failed.es),
              fmt::format("{}: switched {} in part; {} with problems, still trying.", ns, on ? "on" : "off", failed.en)};
    case OperationStatus::failed:
      return {fmt::format("{}: no se pudo {}.", ns, on ? "encender" : "apagar"),
              fmt::format("{}: could not be switched {}.", ns, on ? "on" : "off")};
    case OperationStatus::superseded:
      return {fmt::format("{}: una operación más nueva la reemplazó.", ns), fmt::format("{}: a newer operation took over.", ns)};
    case OperationStatus::completed: break;
  }
  if (record.dry_run) {
    const Text would = counted(count([](const WorkloadOutcome& w) { return w.before != w.after; }), workloads_noun);
    return {
        fmt::format("{}: ensayo, nada se escribió; se habría {} ({}).", ns, on ? "encendido" : "apagado", would.es),
        fmt::format("{}: a dry run, nothing was written; it would have been switched {} ({}).", ns, on ? "on" : "off", would.en)};
  }
  if (!record.changed) {
    return {fmt::format("{}: no había nada que hacer.", ns), fmt::format("{}: there was nothing to do.", ns)};
  }
  return {fmt::format("{} {}: {}.", ns, on ? "encendido" : "apagado", changed.es),
          fmt::format("{} switched {}: {}.", ns, on ? "on" : "off", changed.en)};
}

Text run_sentence(const RunRecord& run) {
  switch (run.status) {
    case RunStatus::running: return {"La tarea está en curso.", "The task is running."};
    case RunStatus::failed: return {"La tarea falló: " + run.error, "The task failed: " + run.error};
    case RunStatus::missed: return {"La ejecución se perdió.", "The run was missed."};
    case RunStatus::completed: break;
  }
  return {"La tarea terminó bien.", "The task completed."};
}

std::string wall_time(const Application& application, Seconds at) {
  return local_time(at, TimeZone::load(application.facts().timezone).value());
}

}  // namespace nss
