// The schema and resolvers that the peers of Node share, as graphql-js and DataLoader teach them.
import DataLoader from 'dataloader'
import { GraphQLScalarType } from 'graphql'
import { accounts, deals, invoices, readers, users } from './zoho.mjs'

export const typeDefs = /* GraphQL */ `
  scalar Date
  scalar DateTime
  scalar Decimal
  enum InvoiceStatus { DRAFT SENT OVERDUE PAID PARTIALLY_PAID VIEWED }
  type Money { amount: Decimal! currency: String! }
  type Invoice {
    number: String reference: String status: InvoiceStatus issuedOn: Date dueOn: Date lastPaymentOn: Date
    customerName: String email: String currency: String exchangeRateToBase: Decimal isEmailed: Boolean createdAt: DateTime
    total: Money balance: Money shippingCharge: Money
  }
  enum UserStatus { ACTIVE DISABLED DELETED CLOSED }
  type User { name: String firstName: String lastName: String email: String status: UserStatus timeZone: String }
  type Account {
    name: String industry: String phone: String website: String employees: Int annualRevenue: Money owner: User
  }
  type Deal {
    name: String stage: String probability: Int closingOn: Date kind: String leadSource: String amount: Money
    account: Account
  }
  type InvoiceConnection { nodes: [Invoice!]! }
  type DealConnection { nodes: [Deal!]! }
  type Query {
    invoices(first: Int = 200): InvoiceConnection
    deals(first: Int = 50): DealConnection
  }
`

const scalar = (name, serialize) => new GraphQLScalarType({ name, serialize })

export const resolvers = {
  Date: scalar('Date', value => value),
  DateTime: scalar('DateTime', value => value.toISOString().replace('.000Z', 'Z')),
  Decimal: scalar('Decimal', String),
  Query: {
    invoices: async (_, { first }, { authorization }) => ({ nodes: await invoices(authorization, first) }),
    deals: async (_, { first }, { authorization }) => ({ nodes: await deals(authorization, first) })
  },
  Invoice: readers.Invoice,
  User: readers.User,
  Account: { ...readers.Account, owner: (row, _, { loaders }) => loaders.users.load(row.Owner.id) },
  Deal: { ...readers.Deal, account: (row, _, { loaders }) => loaders.accounts.load(row.Account_Name.id) }
}

export const contextOf = authorization => ({
  authorization,
  loaders: {
    accounts: new DataLoader(ids => accounts(authorization, ids)),
    users: new DataLoader(ids => users(authorization, ids))
  }
})
