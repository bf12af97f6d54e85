// How long things around credentials may take; tests shorten them.
#pragma once

#include <chrono>
#include <cstdint>

namespace nss {

struct CredentialTimings {
  std::chrono::seconds advisory{15 * 60};   // renewed in the background when less is left
  std::chrono::seconds mandatory{10 * 60};  // waited for when less is left
  std::chrono::seconds jitter{60};          // advisory is earlier or later by up to this, so that a fleet does not ask at once

  std::chrono::milliseconds first_pause{1'000};     // after a failed refresh; doubles
  std::chrono::milliseconds longest_pause{60'000};  // the longest of these; also after a refresh that went well

  std::chrono::milliseconds sts_attempt{5'000};  // one HTTP exchange
  std::chrono::milliseconds container_attempt{2'000};
  std::chrono::milliseconds metadata_attempt{1'000};
  std::chrono::milliseconds between_attempts{200};  // of the three that each question has; doubles
  std::chrono::milliseconds process{60'000};        // of a credential_process

  std::uint32_t seed = 0;  // of jitter and pauses; 0: from the system
};

}  // namespace nss
