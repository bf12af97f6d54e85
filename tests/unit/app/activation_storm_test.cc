#include "unit/app/activation_storm.h"

#include <gtest/gtest.h>

#include "adapters/memory_storage/memory_storage.h"

namespace nss {
namespace {

TEST(ActivationStorm, AcceptedIsExactlyWhatThereIsRoomFor) {
  for (int round = 0; round < storm_rounds(); ++round) {
    MemoryStorage storage;
    activation_storm({&storage, [&storage] { storage.faults().lose_reply_of_next_commit(); }}, static_cast<std::uint32_t>(round));
    if (testing::Test::HasFailure()) break;
  }
}

}  // namespace
}  // namespace nss
