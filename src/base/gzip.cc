#include "base/gzip.h"

#include <zlib.h>

#include "base/check.h"

namespace nss {
namespace {

constexpr int gzip_window = 15 + 16;  // the largest window, with the header and checksum of gzip
constexpr int memory_level = 8;       // zlib's default

}  // namespace

std::string gzip(std::string_view text) {
  z_stream stream{};
  NSS_CHECK(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) == Z_OK);
  // zlib's interface is older than const: it reads the text only.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  NSS_CHECK(done == Z_STREAM_END);
  return out;
}

std::uint32_t crc32(std::string_view bytes) {
  return static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace nss
