// Prints the root types that graphql-js and @graphql-tools/merge see in the schema of the file in the first argument.
import { readFileSync } from "node:fs";
import { mergeTypeDefs } from "@graphql-tools/merge";
import {
  buildASTSchema,
  buildClientSchema,
  buildSchema,
  extendSchema,
  introspectionFromSchema,
  parse,
  printSchema,
} from "graphql";

const ROOTS = ["Query", "Mutation", "Subscription"];
const text = readFileSync(process.argv[2], "utf8");
const local = "extend type Query { local: String }";
const read = buildSchema(text);
const ways = {
  read,
  "printed and read": buildSchema(printSchema(read)),
  introspected: buildClientSchema(introspectionFromSchema(read)),
  extended: extendSchema(read, parse(local)),
  merged: buildASTSchema(mergeTypeDefs([text, local.replace("extend ", "")])),
};
const named = (schema) => ({
  roots: [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map((type) => type?.name ?? null),
  types: ROOTS.filter((name) => schema.getType(name)),
});
console.log(JSON.stringify(Object.fromEntries(Object.entries(ways).map(([way, schema]) => [way, named(schema)]))));
