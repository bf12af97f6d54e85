#include "main/allocator.h"

#include <malloc.h>

namespace nss {

void tune_allocator() {
  mallopt(M_ARENA_MAX, 2);  // threads by the dozen would have one each, most of it empty
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 2 << 20);
}

}  // namespace nss
