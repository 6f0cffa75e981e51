"""The HTTP door: GraphQL requests and answers, GraphiQL, and the protocol beneath them."""
