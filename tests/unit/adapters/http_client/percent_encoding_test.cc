#include "adapters/http_client/percent_encoding.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

TEST(PercentEncoding, OnlyUnreservedCharactersStay) {
  EXPECT_EQ(percent_encoded("AZaz09-._~ ñ\n"), "AZaz09-._~%20%C3%B1%0A");
  EXPECT_EQ(percent_encoded("a+b=c&d/e"), "a%2Bb%3Dc%26d%2Fe");
}

}  // namespace
}  // namespace nss
