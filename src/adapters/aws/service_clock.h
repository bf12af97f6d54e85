// What time it is at a service of AWS, which refuses signatures that are more than some minutes off: what the Date of its answers
// says is kept as an offset to our clock.
//
// Thread: one, its owner's. `clock` is the machine's own, never a simulated one, and outlives this.
#pragma once

#include <string>

#include "adapters/http_client/http_request.h"
#include "ports/clock.h"

namespace nss {

class ServiceClock {
 public:
  ServiceClock(const Clock& clock, std::string service) : clock_(clock), service_(std::move(service)) {}

  // Our time until an answer was learned from.
  Seconds now() const { return ours() + offset_; }
  // A time that the service named, by our clock.
  Seconds to_ours(Seconds theirs) const { return theirs - offset_; }
  // An answer without a Date, or with one that is none, teaches nothing. A clock that begins to be off is logged.
  void learn(const ClientResponse& answer);

 private:
  Seconds ours() const { return floor_seconds(clock_.check()); }

  const Clock& clock_;
  const std::string service_;
  std::chrono::seconds offset_{0};  // its clock less ours
};

// Whether the service refused a signature because of its time. `code` and `message`: the error's, in any of AWS's protocols.
bool speaks_of_time(std::string_view code, std::string_view message);

}  // namespace nss
