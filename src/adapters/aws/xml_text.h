// The texts in a small XML answer. STS answers in XML; no XML library is in the product, and an answer of twenty elements is
// no reason for one. Strict: what is not needed there (document types, entities but the five, CDATA, instructions) is refused,
// so that nothing in it can grow or reach out.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nss {

// The text of each element that has no elements in it, by its path ("ErrorResponse/Error/Code"), without white space around
// it; of several with one path the first. Attributes are left out. Bytes beyond ASCII stay as they are.
using XmlTexts = std::map<std::string, std::string>;

// Error: invalid, bad_xml; the text is not quoted. At most 64 KiB, 16 levels and 500 elements.
Result<XmlTexts> read_xml(std::string_view text);

}  // namespace nss
