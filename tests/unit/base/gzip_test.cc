#include "base/gzip.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

namespace nss {
namespace {

std::string unpacked(const std::string& packed) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string bytes = packed;
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string text;
  std::string part(1'000, '\0');
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    status = inflate(&stream, Z_NO_FLUSH);
    text.append(part, 0, part.size() - stream.avail_out);
  }
  EXPECT_EQ(status, Z_STREAM_END);
  inflateEnd(&stream);
  return text;
}

RC_GTEST_PROP(Gzip, GivesTheTextBack, (const std::string& text)) { RC_ASSERT(unpacked(gzip(text)) == text); }

TEST(Gzip, WhatRepeatsShrinks) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += R"({"namespaceId":"dev-api","duration":60},)";
  const std::string packed = gzip(text);
  EXPECT_LT(packed.size() * 20, text.size());
  EXPECT_EQ(unpacked(packed), text);
}

}  // namespace
}  // namespace nss
