// `mercurius.mjs PORT`: mercurius on fastify, every operation compiled by graphql-jit.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { contextOf, resolvers, typeDefs } from './schema.mjs'

const app = Fastify({ logger: false })
app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  context: request => contextOf(request.headers.authorization),
  jit: 1,
  cache: true
})
await app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
