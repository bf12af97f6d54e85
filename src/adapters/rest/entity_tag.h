// Whether the asker has the answer already (API 1.6, 9). Pure.
#pragma once

#include "adapters/rest/exchange.h"

namespace nss {

// The answer with the strong tag of its bytes, or 304 without them for somebody who says If-None-Match with that tag.
// `past`: it tells of what is over and changes only by what is delivered late, so that it is good for a minute unasked.
HttpResponse with_entity_tag(const Exchange& exchange, HttpResponse response, bool past);

}  // namespace nss
