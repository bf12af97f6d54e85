// How this process keeps memory. To be called once, before there are threads.
#pragma once

namespace nss {

// glibc gives the top of its heap back as soon as 128 KiB of it are free, and gets it again page by page: with an answer of 50 KB,
// which takes more than that while it is read, this was a third of a page of activities' processor time (BENCHMARKS.md).
void tune_allocator();

}  // namespace nss
