#include "adapters/aws/retried_call.h"

namespace nss {
namespace {

struct Progress {
  CurlLoop& loop;
  RetriedCall call;
  HttpDone done;
  int made = 0;
};

bool is_passing(const Result<ClientResponse>& answer, const RetriedCall& call) {
  if (!answer) {
    const Error& error = answer.error();
    return error.code != "stopping" && (error.kind == ErrorKind::transient || error.kind == ErrorKind::unavailable);
  }
  return answer->status >= 500 || answer->status == 429 || (call.again && call.again(*answer));
}

void attempt(const std::shared_ptr<Progress>& progress) {
  auto request = progress->call.make();
  if (!request) return progress->done(fail(std::move(request.error())));
  ++progress->made;
  progress->loop.send(std::move(*request), [progress](Result<ClientResponse> answer) {
    RetriedCall& call = progress->call;
    if (progress->made >= call.attempts || !is_passing(answer, call)) return progress->done(std::move(answer));
    progress->loop.after(call.pause, [progress] { attempt(progress); });
    call.pause *= 2;
  });
}

}  // namespace

void send_retried(CurlLoop& loop, RetriedCall call, HttpDone done) {
  attempt(std::make_shared<Progress>(Progress{loop, std::move(call), std::move(done)}));
}

}  // namespace nss
