// `yoga.mjs [jit] PORT`: graphql-yoga on node:http, with graphql-jit where asked for.
import { createServer } from 'node:http'
import { useGraphQlJit } from '@envelop/graphql-jit'
import { createSchema, createYoga } from 'graphql-yoga'
import { contextOf, resolvers, typeDefs } from './schema.mjs'

const [mode, port] = process.argv.slice(2)
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: ({ request }) => contextOf(request.headers.get('authorization')),
  plugins: mode === 'jit' ? [useGraphQlJit()] : [],
  logging: false,
  graphiql: false
})
createServer(yoga).listen(Number(port), '127.0.0.1')
