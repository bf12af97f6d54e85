// The off-hours places (SPEC 7): one item per cluster holds all of them, so that one conditional write decides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

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

}  // namespace nss
