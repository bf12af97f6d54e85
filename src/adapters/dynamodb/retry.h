// When a call is made again: AWS's "standard" retry mode, with what a transaction needs beside it. Pure: time and chance come in.
// Source: AWS SDKs and Tools Reference Guide, "Retry behavior".
#pragma once

#include <chrono>
#include <optional>

#include "adapters/dynamodb/fault_codec.h"

namespace nss {

// One bucket for the whole process: while the service is in trouble, retries stop before they add to it.
class RetryBucket {
 public:
  // Takes what a retry after such a fault costs; false: not enough is left.
  bool take(FaultClass kind);
  void succeeded() { tokens_ = tokens_ < most ? tokens_ + 1 : most; }
  int tokens() const { return tokens_; }

 private:
  static constexpr int most = 500;
  int tokens_ = most;
};

// What happened to one call so far.
struct Attempts {
  int made = 0;                        // at least 1
  int of_credentials = 0;              // retries after a refusal of the credentials
  int of_clock = 0;                    // retries with a corrected clock
  std::chrono::milliseconds spent{0};  // since the first began
};

// How long to wait before the next attempt; nothing: there is none. `chance` is in [0, 1).
std::optional<std::chrono::milliseconds> next_attempt(const DynamoFault& fault, const Attempts& attempts,
                                                      std::chrono::milliseconds deadline, double chance);

}  // namespace nss
