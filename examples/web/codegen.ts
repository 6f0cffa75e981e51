import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  // Or the address of your gateway's `/schema.graphql`, with the token of somebody who may see all names.
  schema: "../../schema/schema.graphql",
  documents: "src/**/*.{ts,tsx}",
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        // Apollo asks for it everywhere, and a hidden field's reason is found by it.
        nonOptionalTypename: true,
        // Decimals stay texts: a JavaScript number would lose cents.
        scalars: { Date: "string", DateTime: "string", Decimal: "string", JSON: "unknown" },
      },
    },
  },
};
export default config;
