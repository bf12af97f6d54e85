#include "domain/places.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/json_text.h"

namespace nss {
namespace {

constexpr std::chrono::days longest{8};

struct Piece {
  Seconds from{};
  Seconds to{};
};

// When the booking is over, whatever business hours lie between.
Seconds end_of(const Place& place, const PlaceRules& rules) {
  if (place.until) return *place.until;
  return rules.business.next_start(place.from).value_or(Seconds::max());
}

// The parts of [from, to) outside business hours.
std::vector<Piece> off_hours(Seconds from, Seconds to, const PlaceRules& rules) {
  std::vector<Piece> pieces;
  to = std::min(to, from + longest);
  for (Seconds t = from; t < to;) {
    const bool business = rules.business.contains(t);
    const Seconds change = std::min(to, rules.business.next_change(t).value_or(to));
    if (!business) pieces.push_back({t, change});
    t = change;
  }
  return pieces;
}

// At which of the instants most others count, and who they are.
std::vector<const Place*> most_at_once(const PlacesRecord& places, const std::vector<Piece>& pieces, const PlaceRules& rules,
                                       const std::function<bool(const Place&)>& other) {
  std::vector<Seconds> instants;
  for (const Piece& piece : pieces) {
    instants.push_back(piece.from);
    for (const Place& place : places.places) {
      if (place.from > piece.from && place.from < piece.to) instants.push_back(place.from);
    }
  }
  std::vector<const Place*> most;
  for (const Seconds t : instants) {
    std::vector<const Place*> there;
    for (const Place& place : places.places) {
      if (other(place) && counts_at(place, rules, t)) there.push_back(&place);
    }
    if (there.size() > most.size()) most = std::move(there);
  }
  return most;
}

std::string clock_of(Seconds t, const PlaceRules& rules) {
  const CivilSecond c = rules.business.zone.to_civil(t);
  return fmt::format("{:02d}:{:02d}", c.hour, c.minute);
}

void append_holder(std::string& json, const Place& place, Seconds frees) {
  const auto member = [&](const char* name, const std::string& text) {
    json += fmt::format("\"{}\":", name);
    append_json_string(json, text);
    json += ',';
  };
  json += json.back() == '[' ? "{" : ",{";
  member("namespace", place.ns);
  member("cost_center", place.cost_center);
  member("requested_by", place.requested_by);
  json += fmt::format("\"frees_at\":\"{}\"}}", to_rfc3339(frees));
}

struct Full {
  const char* code;
  std::vector<const Place*> holders;
  std::int64_t limit = 0;
  std::string payer;
  Seconds now{};
};

Error refusal(const Full& full, const PlaceRules& rules) {
  const auto& [code, holders, limit, payer, now] = full;
  std::string json = "[";
  std::optional<Seconds> first;
  for (const Place* holder : holders) {
    const Seconds frees = frees_at(*holder, rules, now);
    append_holder(json, *holder, frees);
    first = std::min(frees, first.value_or(frees));
  }
  const std::size_t current = holders.size();
  const std::string es = first ? fmt::format("; el primero se libera a las {}", clock_of(*first, rules)) : std::string();
  const std::string en = first ? fmt::format("; the first frees at {}", clock_of(*first, rules)) : std::string();
  const bool own = std::string_view(code) == "cost_center_limit_exceeded";
  Error error{ErrorKind::refused, code, {}};
  if (own) {
    error.message = Text{fmt::format("Límite alcanzado (limit exceeded): el centro de costo {} usa {} de sus {} cupos{}.", payer,
                                     current, limit, es),
                         fmt::format("limit exceeded: cost centre {} uses {} of its {} places{}.", payer, current, limit, en)};
  } else {
    error.message = Text{
        fmt::format("Límite alcanzado (limit exceeded): {} de {} cupos fuera de horario están ocupados{}.", current, limit, es),
        fmt::format("limit exceeded: {} of {} off-hours places are taken{}.", current, limit, en)};
  }
  error.extra = fmt::format("\"limit\":{},\"current\":{},\"holders\":{}]", limit, current, json);
  return error;
}

Result<void> check_limits(const PlacesRecord& places, const PlaceRequest& request, const std::string& payer,
                          const std::vector<Piece>& pieces, const PlaceRules& rules) {
  const auto others = [&](const Place& place) { return place.ns != request.ns; };
  const auto own = most_at_once(places, pieces, rules, [&](const Place& p) { return others(p) && p.cost_center == payer; });
  if (const std::int64_t maximum = request.maximum_of(payer); static_cast<std::int64_t>(own.size()) >= maximum) {
    return fail(refusal({"cost_center_limit_exceeded", own, maximum, payer, request.now}, rules));
  }
  const auto all = most_at_once(places, pieces, rules, others);
  if (static_cast<std::int64_t>(all.size()) >= rules.limit) {
    return fail(refusal({"limit_exceeded", all, rules.limit, payer, request.now}, rules));
  }
  return {};
}

void put(PlacesRecord& places, const Place& place) {
  auto& list = places.places;
  const auto at =
      std::lower_bound(list.begin(), list.end(), place.ns, [](const Place& p, const std::string& ns) { return p.ns < ns; });
  if (at != list.end() && at->ns == place.ns) {
    *at = place;
  } else {
    list.insert(at, place);
  }
}

Result<PlaceDecision> move_end(const PlacesRecord& places, const PlaceRequest& request, const PlaceRules& rules,
                               const Place& held) {
  PlaceDecision decision{PlaceDecision::Kind::unchanged, places, held};
  if (!request.until || request.until == held.until) return decision;
  // Without an end it lasts until the shutdown that follows its night.
  const Seconds start = rules.business.next_start(held.from).value_or(held.from);
  const Seconds end = held.until.value_or(rules.business.next_end(start).value_or(start));
  const bool shorter = *request.until < end;
  if (shorter && !request.administrator && request.user_id != held.user_id) {
    return fail(Error{ErrorKind::refused, "forbidden",
                      Text{"Solo quien tiene el cupo, o un administrador, puede acortarlo.",
                           "Only who holds the place, or an administrator, may shorten it."}});
  }
  if (!shorter) {
    const Seconds from = std::max(request.now, held.until.value_or(start));
    if (auto checked = check_limits(places, request, held.cost_center, off_hours(from, *request.until, rules), rules); !checked) {
      return fail(checked.error());
    }
  }
  decision.kind = PlaceDecision::Kind::moved;
  decision.place->until = request.until;
  put(decision.next, *decision.place);
  return decision;
}

}  // namespace

bool counts_at(const Place& place, const PlaceRules& rules, Seconds t) {
  return place.from <= t && t < end_of(place, rules) && !rules.business.contains(t);
}

Seconds frees_at(const Place& place, const PlaceRules& rules, Seconds now) {
  Seconds from = std::max(now, place.from);
  // Booked during business hours it frees after the night that follows.
  if (rules.business.contains(from)) from = rules.business.next_end(from).value_or(from);
  const Seconds business = rules.business.next_start(from).value_or(end_of(place, rules));
  return std::min(end_of(place, rules), business);
}

const Place* find_place(const PlacesRecord& places, const std::string& ns) {
  const auto& list = places.places;
  const auto found = std::find_if(list.begin(), list.end(), [&](const Place& place) { return place.ns == ns; });
  return found == list.end() ? nullptr : &*found;
}

PlacesRecord without_place(PlacesRecord places, const std::string& ns) {
  std::erase_if(places.places, [&](const Place& place) { return place.ns == ns; });
  return places;
}

PlacesRecord current_places(const PlacesRecord& places, const PlaceRules& rules, Seconds now,
                            const std::function<bool(const Place&)>& exists) {
  PlacesRecord current;
  for (const Place& place : places.places) {
    if (end_of(place, rules) > now && exists(place)) current.places.push_back(place);
  }
  return current;
}

Result<PlaceDecision> decide_place(const PlacesRecord& places, const PlaceRequest& request, const PlaceRules& rules) {
  if (const Place* held = find_place(places, request.ns)) return move_end(places, request, rules, *held);
  PlaceDecision decision{PlaceDecision::Kind::none_needed, places, std::nullopt};
  const Place place{request.ns,      request.ns_uid,       request.cost_center, request.requested_by,
                    request.user_id, request.operation_id, request.now,         request.until};
  if (!request.until && rules.business.contains(request.now)) return decision;
  const auto pieces = off_hours(request.now, end_of(place, rules), rules);
  if (pieces.empty()) return decision;
  if (auto checked = check_limits(places, request, request.cost_center, pieces, rules); !checked) return fail(checked.error());
  decision.kind = PlaceDecision::Kind::booked;
  decision.place = place;
  put(decision.next, place);
  return decision;
}

}  // namespace nss
