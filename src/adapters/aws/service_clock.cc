#include "adapters/aws/service_clock.h"

#include "base/log.h"

namespace nss {
namespace {

constexpr std::chrono::seconds told_offset{30};  // a clock that is further off is worth a word

}  // namespace

void ServiceClock::learn(const ClientResponse& answer) {
  const auto date = answer.date();
  if (!date) return;
  const bool was_off = std::chrono::abs(offset_) > told_offset;
  offset_ = *date - ours();
  if (!was_off && std::chrono::abs(offset_) > told_offset) {
    log::warn("the clocks of a service and of this machine differ",
              {{"service", service_}, {"seconds", std::int64_t{offset_.count()}}});
  }
}

bool speaks_of_time(std::string_view code, std::string_view message) {
  if (code == "RequestTimeTooSkewed" || code == "RequestExpired") return true;
  if (code != "InvalidSignatureException" && code != "SignatureDoesNotMatch") return false;
  return message.find("expired") != std::string_view::npos || message.find("not yet current") != std::string_view::npos;
}

}  // namespace nss
