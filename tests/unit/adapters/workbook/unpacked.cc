#include "unit/adapters/workbook/unpacked.h"

#include <cstdint>
#include <stdexcept>

#include <zlib.h>

namespace nss::testing {
namespace {

std::size_t number(const std::string& bytes, std::size_t at, std::size_t length) {
  std::size_t value = 0;
  for (std::size_t i = length; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return value;
}

std::string inflate_raw(const std::string& packed, std::size_t size) {
  std::string out(size, '\0');
  std::string in = packed;
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::runtime_error("zlib does not begin");
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int end = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  if (end != Z_STREAM_END || stream.total_out != size) throw std::runtime_error("a part of the archive is damaged");
  return out;
}

}  // namespace

// By the directory at the end, which is what programs read.
std::map<std::string, std::string> unpack_zip(const std::string& bytes) {
  const std::size_t end = bytes.rfind(std::string("PK\x05\x06", 4));
  if (end == std::string::npos) throw std::runtime_error("no zip archive");
  const std::size_t count = number(bytes, end + 10, 2);
  std::size_t at = number(bytes, end + 16, 4);
  std::map<std::string, std::string> files;
  for (std::size_t i = 0; i < count; ++i) {
    if (number(bytes, at, 4) != 0x02014b50) throw std::runtime_error("the archive's directory is damaged");
    const std::size_t packed = number(bytes, at + 20, 4);
    const std::size_t size = number(bytes, at + 24, 4);
    const std::size_t name = number(bytes, at + 28, 2);
    const std::size_t local = number(bytes, at + 42, 4);
    const std::size_t begin = local + 30 + number(bytes, local + 26, 2) + number(bytes, local + 28, 2);
    const std::string part = bytes.substr(begin, packed);
    const std::string content = number(bytes, at + 10, 2) == 0 ? part : inflate_raw(part, size);
    if (crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())) != number(bytes, at + 16, 4))
      throw std::runtime_error("a part of the archive has another checksum");
    files[bytes.substr(at + 46, name)] = content;
    at += 46 + name + number(bytes, at + 30, 2) + number(bytes, at + 32, 2);
  }
  return files;
}

}  // namespace nss::testing
