// Prints what each edition of graphql-js has against the documents of the second file in the schema of the first.
import { readFileSync } from "node:fs";

const [schema, documents] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
const found = {};
for (const name of ["graphql-15", "graphql-16-8", "graphql"]) {
  const { buildSchema, parse, validate, version } = await import(name);
  found[version] = validate(buildSchema(schema), parse(documents)).map(({ message }) => message);
}
console.log(JSON.stringify(found));
