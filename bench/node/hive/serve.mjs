// `serve.mjs PORT`: Hive Gateway's own command with the supergraph of this folder, in front of the stub.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const here = import.meta.dirname
const text = readFileSync(path.join(here, 'supergraph.graphql'), 'utf8')
const file = path.join(mkdtempSync(path.join(tmpdir(), 'hive-')), 'supergraph.graphql')
writeFileSync(file, text.replaceAll('http://stub.invalid', process.env.BENCH_STUB))
process.chdir(here)
process.argv.splice(2, Infinity, 'supergraph', file, '--port', process.argv[2], '--host', '127.0.0.1', '--fork', '1')
await import(path.join(here, 'node_modules/@graphql-hive/gateway/dist/bin.js'))
