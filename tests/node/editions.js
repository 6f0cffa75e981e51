// Prints for several versions of graphql-js whether each reads the schema of the file in the first argument as it is, and
// what it takes the scalars' specifications for.
import { readFileSync } from "node:fs";
import * as newest from "graphql";
import * as fifteen from "graphql-15";
import * as sixteen from "graphql-16-8";

const text = readFileSync(process.argv[2], "utf8");
const seen = ({ buildSchema, printSchema, validateSchema, version }) => {
  const schema = buildSchema(text);
  const again = buildSchema(printSchema(schema));
  return {
    version,
    errors: [...validateSchema(schema), ...validateSchema(again)].map(({ message }) => message),
    types: Object.keys(again.getTypeMap()).length - Object.keys(schema.getTypeMap()).length,
    specified: ["Date", "DateTime", "Decimal"].map((name) => {
      const scalar = schema.getType(name);
      return scalar.specifiedByURL ?? scalar.specifiedByUrl;
    }),
  };
};
console.log(JSON.stringify([fifteen, sixteen, newest].map(seen)));
