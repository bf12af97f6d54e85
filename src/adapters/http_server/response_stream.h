// An answer's content that comes about while it is being sent, for as long as the client stays: events. The server asks
// `next` for bytes when it has written all it got, so at most one piece waits for a slow reader, and nothing is lost: what
// the reader has not taken stays with whoever makes the pieces. Says a word of its own when nothing was sent for a while.
//
// wake() and close() from any thread. `next` is called on a thread of the server, must not block, and is destroyed, with
// what it holds, when the connection ends: that is how its owner learns of it.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>

namespace nss {

class ResponseStream {
 public:
  using Next = std::function<std::string()>;  // empty: nothing at the moment

  struct Beat {
    std::string text;                 // sent when nothing else was …
    std::chrono::milliseconds every;  // … for so long
  };

  ResponseStream(Next next, Beat beat) : next_(std::move(next)), beat_(std::move(beat)) {}
  ResponseStream(const ResponseStream&) = delete;
  ResponseStream& operator=(const ResponseStream&) = delete;

  void wake();   // `next` has something to say
  void close();  // the answer ends after what `next` still has
  bool ending() const;

  // The connection's side.
  void attach(std::function<void()> poke);
  std::string next() const { return next_(); }
  const Beat& beat() const { return beat_; }

 private:
  const Next next_;
  const Beat beat_;
  mutable std::mutex mutex_;  // guards what follows
  std::function<void()> poke_;
  bool ending_ = false;
};

}  // namespace nss
