// The off-hours places (SPEC 7): one item per cluster holds all of them, so that one conditional write decides. The decision is
// here: who needs a place, whether there is one, for how long. Instants are compared outside business hours only; inside
// them nothing counts. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "domain/business_time.h"

namespace nss {

// A booking. It counts outside business hours only, from `from` until `until`; without an end until the next automatic
// shutdown, so that it frees at the next business start.
struct Place {
  std::string ns;
  std::string ns_uid;
  std::string cost_center;
  std::string requested_by;
  std::string user_id;
  std::string operation_id;  // the operation that booked it
  Seconds from{};
  std::optional<Seconds> until;
  friend bool operator==(const Place&, const Place&) = default;
};

struct PlacesRecord {
  std::vector<Place> places;  // by namespace, one each
  friend bool operator==(const PlacesRecord&, const PlacesRecord&) = default;
};

struct PlaceRules {
  BusinessTime business;
  int limit = 5;
};

struct PlaceRequest {
  std::string ns;
  std::string ns_uid;
  std::string cost_center;
  std::string requested_by;
  std::string user_id;
  bool administrator = false;
  std::string operation_id;
  Seconds now{};
  std::optional<Seconds> until;                                            // after now
  std::function<std::int64_t(const std::string& cost_center)> maximum_of;  // its own: places that it may pay at a time
};

struct PlaceDecision {
  enum class Kind : std::uint8_t {
    none_needed,  // business hours, and the end is inside them: it says nothing
    unchanged,    // the namespace holds a place that lasts as long
    moved,        // its place has another end now
    booked,
  };
  Kind kind = Kind::none_needed;
  PlacesRecord next;           // to be written when moved or booked
  std::optional<Place> place;  // the namespace's; empty when none is needed
};

// Errors, kind refused: cost_center_limit_exceeded, limit_exceeded (with limit, current and holders in `extra`), forbidden.
Result<PlaceDecision> decide_place(const PlacesRecord& places, const PlaceRequest& request, const PlaceRules& rules);

// Without those whose time is over, and those whose namespace is not there any more.
PlacesRecord current_places(const PlacesRecord& places, const PlaceRules& rules, Seconds now,
                            const std::function<bool(const Place&)>& exists);
PlacesRecord without_place(PlacesRecord places, const std::string& ns);
const Place* find_place(const PlacesRecord& places, const std::string& ns);

// The earlier of its end and the next business start, seen from now (or from its own beginning, if that is ahead).
Seconds frees_at(const Place& place, const PlaceRules& rules, Seconds now);
// It counts at that instant: inside its time, outside business hours.
bool counts_at(const Place& place, const PlaceRules& rules, Seconds t);

}  // namespace nss
