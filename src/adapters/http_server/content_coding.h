// Which coding of a file a client takes (RFC 9110 12.5.3): the page is stored as it is, with gzip and with Brotli. Plain
// functions, any thread.
#pragma once

#include <string_view>

namespace nss {

enum class ContentCoding { identity, gzip, br };

// The word of Content-Encoding; empty for identity, which has none.
std::string_view coding_name(ContentCoding coding);

// True when the value of an Accept-Encoding header allows the coding by its name or by "*", with a weight above zero. What
// cannot be read as a list of codings allows nothing: the client then gets the file as it is.
bool accepts_coding(std::string_view accept_encoding, ContentCoding coding);

}  // namespace nss
