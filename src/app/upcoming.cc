#include "app/upcoming.h"

#include <algorithm>
#include <map>

namespace nss {
namespace {

constexpr std::chrono::hours span{24};
constexpr std::size_t most_items = 1000;

using Items = std::map<std::pair<Seconds, std::string>, UpcomingItem>;  // by time and task

bool is_switch(Want want) { return want == Want::on || want == Want::off; }

Text title_of(Want want, bool by_task) {
  if (!by_task) return {"Fin del encendido fuera de horario", "End of the off-hours activation"};
  return want == Want::off ? Text{"Apagado automático", "Automatic shutdown"} : Text{"Encendido automático", "Automatic startup"};
}

void add(Items& items, Seconds at, const std::string& task, Want want, const std::string& ns, const std::string& payer) {
  const auto [place, fresh] = items.try_emplace({at, task});
  UpcomingItem& item = place->second;
  if (fresh) {
    item.at = at;
    item.type = want == Want::off ? OperationType::auto_shutdown : OperationType::auto_startup;
    item.source = task.empty() ? "keep_alive" : "task";
    item.task_id = task;
    item.title = title_of(want, !task.empty());
    item.cost_center = payer;
  }
  item.namespaces.push_back(ns);
  if (item.cost_center != payer) item.cost_center = system_cost_center;  // several payers
}

// Own tasks fire whatever comes of it; each is one item.
void add_own(Items& items, const UpcomingSources& sources, const std::string& ns, Seconds until) {
  for (const Firing& firing : sources.scheduler.own_firings(ns, until, most_items + 1)) {
    const TaskRecord& task = sources.tasks.find(firing.task_id)->record;
    UpcomingItem& item = items[{firing.at, firing.task_id}];
    item.at = firing.at;
    item.type = task.type;
    item.source = "task";
    item.task_id = task.id;
    item.title = {task.title, task.title};
    item.namespaces = {task.ns};
    item.cost_center = task.cost_center;
  }
}

// Each instant at which the wanted state of this namespace may change, in order.
std::vector<std::pair<Seconds, std::string>> instants(const Desired& current, const std::vector<AutomaticDay>& ahead) {
  std::vector<std::pair<Seconds, std::string>> instants;
  if (current.until) instants.emplace_back(*current.until, "");
  for (const auto& day : ahead) instants.emplace_back(day.since, day.task_id);
  std::sort(instants.begin(), instants.end());
  return instants;
}

}  // namespace

UpcomingView upcoming(const UpcomingSources& sources, const std::string& ns, Seconds now) {
  UpcomingView view;
  view.from = now;
  view.to = now + span;
  Items items;
  for (const auto& [name, known] : sources.ledger.entries()) {
    const auto* entry = sources.cache.find(name);
    if ((!ns.empty() && name != ns) || entry == nullptr || !entry->ns) continue;
    const auto desired_at = [&](Seconds t) {
      return sources.reconciler.desired(sources.reconciler.facts(*entry->ns, t), known.record, t);
    };
    std::string payer = sources.reconciler.cost_center_of(*entry->ns);
    if (payer.empty()) payer = system_cost_center;
    const Desired first = desired_at(now);
    Want current = plain_want(first, *entry);
    for (const auto& [at, task] : instants(first, sources.scheduler.ahead())) {
      if (at <= now || at >= view.to) continue;
      const Desired then = desired_at(at);
      if (!is_switch(then.want)) continue;
      // The end of a place concerns whoever paid for it.
      const Standing& standing = known.record.standing;
      const bool place_ends = task.empty() && !standing.cost_center.empty();
      if (then.want != current) add(items, at, task, then.want, name, place_ends ? standing.cost_center : payer);
      current = then.want;
    }
  }
  add_own(items, sources, ns, view.to);
  view.truncated = items.size() > most_items;
  for (auto& [key, item] : items) {
    if (view.items.size() == most_items) break;
    view.items.push_back(std::move(item));
  }
  return view;
}

}  // namespace nss
