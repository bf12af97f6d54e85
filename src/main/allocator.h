// How this process keeps memory. To be called once, before there are threads.
#pragma once

namespace nss {

// glibc gives the top of its heap back as soon as 128 KiB of it are free, and gets it again page by page: reading an answer of
// 50 KB takes more than that, so that each page of activities cost sixteen page faults. A bound that is set is no more adapted to
// what was freed, and neither is the other one: both are set.
void tune_allocator();

}  // namespace nss
