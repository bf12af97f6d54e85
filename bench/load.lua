-- For wrk: asks the paths of a file in turn and prints what was measured as one line of JSON.
--   wrk -s bench/load.lua URL -- METHOD FILE_OF_PATHS [BODY]
-- Each thread begins elsewhere in the file, so that threads do not ask the same thing at the same time.

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
  thread:set("refused", 0)
end

function init(arguments)
  requests = {}
  local headers = {}
  if arguments[3] then headers["Content-Type"] = "application/json" end
  for path in io.lines(arguments[2]) do
    requests[#requests + 1] = wrk.format(arguments[1], path, headers, arguments[3])
  end
  position = number * 97
end

function request()
  position = position + 1
  return requests[position % #requests + 1]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "bytes": %d, "p50_us": %d, "p99_us": %d, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
