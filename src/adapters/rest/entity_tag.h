// Whether the asker has the answer already (API 1.6, 9), and in which coding it is sent. Pure.
#pragma once

#include "adapters/rest/exchange.h"

namespace nss {

// The answer with the strong tag of its bytes, compressed for a client that takes gzip.
// `past`: it tells of what is over and changes only by what is delivered late, so that it is good for a minute unasked.
HttpResponse tagged(const Exchange& exchange, HttpResponse response, bool past);

// 304 without the bytes for somebody who says If-None-Match with the answer's tag, else the answer.
HttpResponse unless_known(const Exchange& exchange, HttpResponse tagged);

// Whether this client's answer is compressed: a part of what a cache of answers is asked for.
bool takes_gzip(const Exchange& exchange);

}  // namespace nss
