// One answer of each use case, as API.md shows it: what goldens and the document are checked with.
#pragma once

#include "unit/adapters/rest/fake_application.h"

namespace nss {

void set_sample_answers(FakeApplication& application);

}  // namespace nss
