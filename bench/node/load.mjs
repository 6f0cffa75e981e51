// The load generator: one run for each line of JSON on standard input, its result as a line on standard output.
import readline from 'node:readline'
import autocannon from 'autocannon'

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { url, bodies, token, connections, amount, duration } = JSON.parse(line)
  let callers = 0
  // Each connection is a caller of its own: no two requests of one caller are on their way at once.
  const setupClient = client => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}.${callers++}` }
    client.setRequests(bodies.map(body => ({ method: 'POST', headers, body })))
  }
  const began = process.hrtime.bigint()
  let last = began
  const length = amount ? { amount } : { duration }
  const run = autocannon({ url, setupClient, connections, timeout: 30, sampleInt: 20, ...length })
  // A run ends at the next sample; what counts is when the last answer came.
  run.on('response', () => { last = process.hrtime.bigint() })
  const told = await run
  const seconds = Number(last - began) / 1e9
  const failed = told.errors + told.timeouts + told.non2xx
  process.stdout.write(JSON.stringify({ answered: told['2xx'], failed, seconds, median: told.latency.p50, p99: told.latency.p99 }) + '\n')
}
