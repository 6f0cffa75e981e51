import { graphql } from "./gql";

export const RIGHTS = graphql(`
  query Rights { viewer { permissions { fingerprint modules { type allowedActions } } } }
`);

export const ACCOUNTS = graphql(`
  query Accounts($search: String, $after: String) {
    accounts(first: 20, search: $search, after: $after) {
      edges { node { id name industry } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const ACCOUNT = graphql(`
  query Account($id: ID!) {
    account(id: $id) {
      id
      name
      phone
      owner { id name }
      annualRevenue { amount currency }
      contacts(first: 5) { nodes { id name email } }
      ... @defer(label: "Books") {
        estimates(first: 5, orderBy: { field: CREATED_AT }) { nodes { ...EstimateRow } }
        invoices(first: 5) { nodes { id number status total { amount currency } balance { amount currency } } }
      }
      ... @defer(label: "Billing") {
        subscriptions(first: 20) { nodes { id name status planName nextBillingOn amount { amount currency } } }
      }
    }
  }
  fragment EstimateRow on Estimate { id number status issuedOn total { amount currency } allowedActions }
`);

export const CREATE = graphql(`
  mutation CreateEstimate($input: CreateEstimateInput!) {
    createEstimate(input: $input) { estimate { ...EstimateRow } userErrors { code message field } }
  }
`);

export const PREVIEW = graphql(`
  query MailPreview($id: ID!) { mailPreview(documentId: $id) { subject to fromAddresses { email name } } }
`);

export const SEND = graphql(`
  mutation SendEstimate($input: SendDocumentInput!) {
    sendDocument(input: $input) { document { id ... on Estimate { ...EstimateRow } } userErrors { code message field } }
  }
`);
