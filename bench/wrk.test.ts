import { expect, test } from 'vitest'
import { readWrk } from './wrk.ts'

const report = `Running 5s test @ http://10.87.0.2/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.02ms    2.10ms  40.11ms   95.12%
    Req/Sec    18.20k     2.01k   22.01k    70.00%
  Latency Distribution
     50%  812.00us
     75%    1.00ms
     90%    1.50ms
     99%   11.20ms
  90811 requests in 5.00s, 80.10MB read
Requests/sec:  18162.00
Transfer/sec:     16.02MB
`

test("wrk's report is read in requests per second and milliseconds", () => {
  expect(readWrk(report)).toEqual({ requestsPerSecond: 18_162, p50: 0.812, p99: 11.2, errors: 0 })
})

test('wrong answers and broken connections count as errors', () => {
  const bad = `${report}  Socket errors: connect 1, read 2, write 0, timeout 3\n  Non-2xx or 3xx responses: 4\n`
  expect(readWrk(bad).errors).toBe(10)
})

test('something else is no report', () => expect(() => readWrk('unable to connect to 10.87.0.2:80')).toThrow(/unable to connect/))
